"""What a contest prints: run sheet, score sheets, name plates, standings, awards, certificates."""
