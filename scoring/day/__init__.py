"""The day of a contest: who is there, what is late, what was called, announced, protested and decided."""
