"""Juries: judges who mark what is no match, such as documents and presentations, team by team, each for themselves."""
