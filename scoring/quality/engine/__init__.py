"""Figures on judges and cases, without any framework."""
