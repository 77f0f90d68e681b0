"""Opponents that bargain by themselves: each answers from what one side may know, and from nothing else."""
