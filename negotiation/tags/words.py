"""What the twelve codes and their clusters are called."""

from django.utils.translation import gettext_lazy as _

CODE_WORDS = {
    "ask-interest": _("Asks about interests"),
    "share-interest": _("Tells interests"),
    "ask-priority": _("Asks about priorities"),
    "share-priority": _("Tells priorities"),
    "single-offer": _("Offer on one issue"),
    "package-offer": _("Package offer"),
    "reason-data": _("Reason with data"),
    "reason-law": _("Reason with law"),
    "reject-threat": _("Rejects or threatens"),
    "process": _("How to go on"),
    "listening": _("Listens, sums up"),
    "relationship": _("Rapport"),
}

CLUSTER_WORDS = {
    "integrative-seek": _("Creating value: asks"),
    "integrative-share": _("Creating value: tells"),
    "distributive-share": _("Claiming value"),
    "other": _("Everything else"),
}
