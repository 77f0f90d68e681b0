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


def codes_of_session(session: Session) -> dict[str, str] | None:
    """The codes that a panel at this session reads, by side; nothing where they were not drawn.

    None while the sides are still to be drawn at the table: what a panel reads is fixed when it is opened.
    """
    match = Match.objects.filter(session=session).select_related("workers", "employer").first()
    if match is not None and match.sides_open:
        return None
    codes = {"workers": match.workers.code, "employer": match.employer.code} if match else {}
    return codes if all(codes.values()) else {}
