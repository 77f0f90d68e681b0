"""The rows of a contest."""

from scoring.contests.models.contest import Change, Contest
from scoring.contests.models.matches import Draw, Match
from scoring.contests.models.results import Choice, Decision, Mark, PersonMark, Standings
from scoring.contests.models.teams import Exemption, Member, Substitution, Team

__all__ = [
    "Change",
    "Choice",
    "Contest",
    "Decision",
    "Draw",
    "Exemption",
    "Mark",
    "Match",
    "Member",
    "PersonMark",
    "Standings",
    "Substitution",
    "Team",
]
