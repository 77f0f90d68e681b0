"""Practice of the question bank by spaced repetition: what one forgets comes again before it is forgotten."""
