"""Who is certified for what, and until when: schemes as data, the hours ledger, certificates as chains of cycles."""
