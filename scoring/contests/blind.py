"""What a team is called where a contest is blind: by its code until the standings are published."""

from collections.abc import Callable

from negotiation.models import Session
from people.permissions import Visitor
from scoring.contests.models import Contest, Match, Team
from scoring.contests.permissions import may_run

NameOf = Callable[[Team], str]


def is_blind(contest: Contest) -> bool:
    """Whether names are kept from the judges at this moment, and so from every page that they can open."""
    return bool(contest.format.get("blind")) and not contest.standings.exclude(published_at=None).exists()


def names_of(contest: Contest, user: Visitor) -> NameOf:
    """How this visitor reads a team beside a match: those who run the contest by name, others by code while blind."""
    if not is_blind(contest):
        return str
    if may_run(user, contest):
        return lambda team: f"{team.code} {team}".strip()
    return lambda team: team.code or "—"


def codes_of_session(session: Session) -> dict[str, str]:
    """The codes that a panel at this session reads, by side; nothing where they were not drawn."""
    match = Match.objects.filter(session=session).select_related("workers", "employer").first()
    known = match is not None and not match.sides_open
    codes = {"workers": match.workers.code, "employer": match.employer.code} if match and known else {}
    return codes if all(codes.values()) else {}
