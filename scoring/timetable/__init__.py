"""Timetables and panels: when and where each match is, and who judges it. docs/timetable.md says the rules.

The parts: ``problem`` and ``answer`` are what is given and found, ``file`` reads and writes both, ``check`` knows the
rules and nothing of the search, ``model`` tells them to OR-tools, ``solve``, ``why`` and ``repair`` ask it. Only
those four may load OR-tools; nothing a serving process imports reaches them.
"""
