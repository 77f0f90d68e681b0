"""Certificates that anybody can check: document, signed credential, issuer's keys, what the QR code leads to."""
