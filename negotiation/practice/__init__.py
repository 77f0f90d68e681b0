"""Practising alone: an automated opponent takes the other side of an ordinary session, at an ordinary seat."""
