"""What a session came to and how it got there, in figures: each measure of docs/metrics.md, and nothing else.

``ground`` knows what a scenario makes possible, ``outcome`` and ``integration`` judge a deal on it; ``account`` reads
a log once, ``worth`` says what each offer was worth, ``process`` and ``pacing`` measure the way, ``across`` compares
tables. All of it is pure: no measure changes anything, and none ranks anybody.
"""
