"""Titles: who gets which award by rules that were written beforehand, and why everybody else did not.

Never invents an order between equals: a tie across the edge of a quota stays open until somebody decides
it by name.
"""

from scoring.engine.titles.awards import Award, PassedOver, Winner, awards
from scoring.engine.titles.rules import BadTitles, Choice, Person, Place, Title

__all__ = ["Award", "BadTitles", "Choice", "PassedOver", "Person", "Place", "Title", "Winner", "awards"]
