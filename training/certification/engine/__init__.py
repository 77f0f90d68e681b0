"""Rules of certification as plain data and functions: what is needed, what is met, when a certificate ends."""
