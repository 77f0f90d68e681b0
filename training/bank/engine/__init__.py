"""The reckoning of the question bank: no framework, no files, codes rather than words."""
