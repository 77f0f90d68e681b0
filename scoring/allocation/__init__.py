"""When, where and before which panel a contest's matches are held."""
