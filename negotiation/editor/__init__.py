"""Designing scenarios in the browser: drafts, what they make possible as one types, versions and what changed."""
