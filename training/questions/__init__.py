"""The questions of organisations beside the platform's own: imported with a preview, in versions, read by a person."""
