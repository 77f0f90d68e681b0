"""Improve the deal: after the signature, five minutes to find what is better for both.

``negotiation.improve.outcome(session)`` is what others ask of it.
"""

from negotiation.improve.offering import Outcome, outcome

__all__ = ["Outcome", "outcome"]
