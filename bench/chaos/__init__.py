"""Servers that die under load, clients that come back, and a checker that believes neither."""
