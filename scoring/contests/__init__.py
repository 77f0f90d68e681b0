"""Contests: their format, who takes part, and what is decided in their name."""
