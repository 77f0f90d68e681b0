"""Rows of certification: schemes in versions, the hours ledger, evidence, certificates and all that befell them."""

from training.certification.models.certificates import Certificate, Event, Reminder
from training.certification.models.ledger import Evidence, HoursEntry
from training.certification.models.schemes import Scheme, SchemeVersion
from training.certification.models.tallies import CertificateTally, HoursTally

__all__ = [
    "Certificate",
    "CertificateTally",
    "Event",
    "Evidence",
    "HoursEntry",
    "HoursTally",
    "Reminder",
    "Scheme",
    "SchemeVersion",
]
