"""How well a contest’s judges judged, and how fair its cases are."""
