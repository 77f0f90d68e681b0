"""The question bank: its format, its checks, what it is converted to, and papers drawn from it. docs/questions.md."""
