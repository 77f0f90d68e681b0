"""The rules of judging: the panel as a machine, and the arithmetic of its result. Pure; knows no Django."""
