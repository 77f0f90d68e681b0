"""Places, codes and presence as plain functions of plain values; no framework, no clock of its own."""
