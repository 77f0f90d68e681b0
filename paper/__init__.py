"""Paper: documents that are printed and tables that are handed over. Knows no room; is given plain data."""
