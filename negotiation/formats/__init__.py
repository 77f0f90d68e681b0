"""Scenarios as other programs keep them: GENIUS (XML) and GeniusWeb (JSON), read for analysis and written."""
