"""Exams: sittings whose time the server owns, answers that survive a dead network, blind marking, item analysis."""
