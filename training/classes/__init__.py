"""Courses and classes: what is taught, who gets a place in it, who was there."""
