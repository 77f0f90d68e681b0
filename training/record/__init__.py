"""A person's whole record in one place: read from every room, owned by none."""
