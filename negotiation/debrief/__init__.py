"""What a session came to, drawn so that everybody who sat there understands it: a page, and the same on paper."""
