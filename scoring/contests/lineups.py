"""Who of a team sits where at a match: seats filled by role, and people replaced while that is allowed."""

import uuid
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from negotiation.models import Session
from negotiation.sessions import seat
from people.models import User
from scoring.contests.models import Contest, Match, Member, Substitution, Team
from scoring.contests.permissions import may_run
from scoring.contests.registering import Person, Refusal

SIDES = ("workers", "employer")
#: Who takes a negotiator's seat, in this order, after the chief: a leader negotiates only where nobody else is left.
NEXT = (Member.Role.REPRESENTATIVE, Member.Role.RESERVE, Member.Role.LEADER)


def seats_for(session: Session, side: str, members: Iterable[Member]) -> dict[str, Member]:
    """A side's seats by their keys: the chief's first, then representatives in the order of registration."""
    members = list(members)
    chiefs = [each for each in members if each.role == Member.Role.CHIEF]
    others = [each for role in NEXT for each in members if each.role == role]
    keys = [key for key, place in session.set_up.items() if place["side"] == side]
    keys.sort(key=lambda key: session.set_up[key]["role"] != "chief")
    return dict(zip(keys, [*chiefs[:1], *others], strict=False))


def lineup(match: Match, members: Mapping[int, Iterable[Member]]) -> dict[str, Member]:
    """Who sits where; ``members`` are those of each team by its id, whoever left included.

    What was written down when the match began counts; before that it follows from the roles as they are now.
    """
    everybody = {each.pk: each for side in SIDES for each in members.get(getattr(match, f"{side}_id"), ())}
    if match.lineup:
        return {key: everybody[pk] for key, pk in match.lineup.items() if pk in everybody}
    seated: dict[str, Member] = {}
    for side in SIDES:
        here = [each for each in members.get(getattr(match, f"{side}_id"), ()) if each.left_at is None]
        seated |= seats_for(match.session, side, here)
    return seated


def members_of(contest: Contest) -> dict[int, list[Member]]:
    """Everybody who is or was in a team, by the team's id; one query."""
    found: dict[int, list[Member]] = {}
    for member in Member.objects.filter(contest=contest).select_related("person").order_by("pk"):
        found.setdefault(member.team_id, []).append(member)
    return found


def take_seats(match: Match) -> int:
    """Seat both teams' people at the session, each under an account of their own, made where there is none.

    Returns how many seats changed hands. Nothing happens once the session is under way.
    """
    with transaction.atomic():
        session = Session.objects.select_for_update(no_key=True).get(pk=match.session_id)
        if session.status != Session.Status.PLANNED or match.sides_open:
            return 0
        members = {team: list(Member.objects.filter(team=team)) for team in (match.workers_id, match.employer_id)}
        seated = lineup(match, members)
        taken = dict(session.seats.exclude(side="").values_list("key", "person"))
        changed = 0
        for key, member in seated.items():
            person = account_of(member)
            if taken.get(key) != person.pk:
                seat(session, key, person)
                changed += 1
        match.lineup = {key: member.pk for key, member in seated.items()}
        match.save(update_fields=["lineup"])
    return changed


def account_of(member: Member) -> User:
    """The member's account; made without a password where there is none, for a personal link to open."""
    if member.person is None:
        user = User(username=f"m-{uuid.uuid4().hex}", name=member.name, organization=member.team.organization)
        user.set_unusable_password()
        user.save()
        member.person = user
        member.save(update_fields=["person"])
    return member.person


def replace(
    team: Team, leaves: Member, *, by: User, reason: str, reserve: Member | None = None, newcomer: Person | None = None
) -> Member:
    """The team's reserve, or somebody new, takes the place of one who leaves; returns who came. Raises Refusal.

    Their matches that have not begun are seated anew; one that has begun stays as it was played.
    """
    if not reason.strip():
        raise Refusal(_("Write down why. Nobody was replaced."))
    until = team.contest.substitutes_until
    if until and timezone.now() > until and not may_run(by, team.contest):
        words = _("People were replaced until %(moment)s. Nobody was replaced; ask the contest’s organisers.")
        raise Refusal(words % {"moment": date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")})
    with transaction.atomic():
        Team.objects.select_for_update(no_key=True).get(pk=team.pk)
        leaves.refresh_from_db()
        if leaves.left_at is not None or leaves.team_id != team.pk:
            raise Refusal(_("%(name)s has left the team already. Nobody was replaced.") % {"name": leaves.name})
        role = leaves.role
        comes = _coming(team, reserve, newcomer, role)
        leaves.left_at = timezone.now()
        leaves.save(update_fields=["left_at"])
        Substitution.objects.create(team=team, leaves=leaves, comes=comes, role=role, reason=reason.strip(), by=by)
        seated_before = Match.objects.filter(session__status=Session.Status.PLANNED).exclude(lineup={})
        for side in SIDES:
            for match in seated_before.filter(**{side: team}).select_related("session"):
                match.lineup = {}
                take_seats(match)
    return comes


def _coming(team: Team, reserve: Member | None, newcomer: Person | None, role: str) -> Member:
    if reserve is not None:
        reserve.refresh_from_db()
        if reserve.team_id != team.pk or reserve.role != Member.Role.RESERVE or reserve.left_at is not None:
            raise Refusal(_("%(name)s is no reserve of this team any more. Nobody was replaced.") % {"name": reserve})
        reserve.role = role
        reserve.save(update_fields=["role"])
        return reserve
    if newcomer is None or not newcomer.name.strip() or not newcomer.employer.strip():
        raise Refusal(_("Choose the reserve, or give the name and the employer of who comes. Nobody was replaced."))
    try:
        with transaction.atomic():
            return Member.objects.create(
                team=team,
                role=role,
                name=newcomer.name.strip(),
                employer=newcomer.employer.strip(),
                certificate=newcomer.certificate.strip(),
            )
    except IntegrityError:
        raise Refusal(
            _("%(name)s (%(employer)s) is in a team of this contest already; nobody is in two.")
            % {"name": newcomer.name, "employer": newcomer.employer}
        ) from None
