"""What is measured and what is broken on purpose: never imported by the platform itself."""
