"""Teams: sending one, and what those who run the contest decide about it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.models import Organization
from scoring.contests.board import refresh
from scoring.contests.models import Contest, Match, Member, Team
from scoring.engine.format import read

#: From which status a decision leads to which.
DECISIONS = {
    "approve": ({Team.Status.REGISTERED, Team.Status.RETURNED}, Team.Status.APPROVED),
    "return": ({Team.Status.REGISTERED, Team.Status.APPROVED}, Team.Status.RETURNED),
    "withdraw": ({Team.Status.REGISTERED, Team.Status.RETURNED, Team.Status.APPROVED}, Team.Status.WITHDRAWN),
}


class Refusal(Exception):
    """What cannot be done, in words for the person who tried; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Person:
    """One line of a registration."""

    role: str
    name: str
    employer: str
    certificate: str = ""


def register(
    contest: Contest,
    organization: Organization,
    name: str,
    people: Iterable[Person],
    *,
    name_en: str = "",
    late: bool = False,
) -> Team:
    """A new team that waits for approval, or one that was returned, completed. Raises Refusal.

    ``late``: also after the contest's last moment, for those who run it.
    """
    people = list(people)
    if contest.teams_until and timezone.now() > contest.teams_until and not late:
        words = _("Teams were registered until %(moment)s. Nothing was written; ask the contest’s organisers.")
        raise Refusal(words % {"moment": date_format(timezone.localtime(contest.teams_until), "SHORT_DATETIME_FORMAT")})
    if faults := shortfalls(contest, people):
        raise Refusal(" ".join(faults))
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        team = Team.objects.filter(contest=contest, name=name).first()
        if team is None:
            team = Team(contest=contest, name=name, organization=organization)
        elif team.status != Team.Status.RETURNED or team.organization != organization:
            raise Refusal(_("A team of this name is registered already."))
        team.name_en, team.status = name_en, Team.Status.REGISTERED
        team.save()
        _write(team, people)
    return team


def _write(team: Team, people: list[Person]) -> None:
    """These people and no others are in the team now; whoever came or went by a substitution stays on record."""
    swaps = team.substitutions.values_list("leaves", "comes")
    team.members.exclude(pk__in=[pk for pair in swaps for pk in pair]).delete()
    team.members.filter(left_at=None).update(left_at=timezone.now())
    for person in people:
        told = {"role": person.role, "certificate": person.certificate, "left_at": None}
        if team.members.filter(name=person.name, employer=person.employer).update(**told):
            continue
        try:
            with transaction.atomic():
                Member.objects.create(
                    team=team,
                    role=person.role,
                    name=person.name,
                    employer=person.employer,
                    certificate=person.certificate,
                )
        except IntegrityError:
            raise Refusal(
                _("%(name)s (%(employer)s) is in a team of this contest already; nobody is in two.")
                % {"name": person.name, "employer": person.employer}
            ) from None


def shortfalls(contest: Contest, people: Iterable[Person]) -> list[str]:
    """How the people fall short of the format's roles, in words; nothing when they fit."""
    counted = Counter(person.role for person in people)
    roles = read(contest.format).roles
    found = []
    for role, label in Member.Role.choices:
        least, most = roles.get(role, (0, 0))
        if not least <= counted[role] <= most:
            bounds = {"role": label, "least": least, "most": most, "count": counted[role]}
            found.append(
                _("%(role)s: exactly %(least)s, here %(count)s.") % bounds
                if least == most
                else _("%(role)s: from %(least)s to %(most)s, here %(count)s.") % bounds
            )
    return found


def decide(team: Team, decision: str, *, reason: str = "") -> None:
    """Approve, return or withdraw a team. To return or withdraw one takes a reason. Raises Refusal."""
    allowed, after = DECISIONS[decision]
    if decision != "approve" and not reason.strip():
        raise Refusal(_("Write down why: the team’s organisation reads it. Nothing was changed."))
    with transaction.atomic():
        now = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
        if decision == "return" and Match.objects.filter(Q(workers=now) | Q(employer=now)).exists():
            raise Refusal(_("The team has matches: replace people instead, or withdraw it. Nothing was changed."))
        if now.status not in allowed:
            raise Refusal(
                _("Nothing was changed: since you opened the page the team was set to “%(status)s”.")
                % {"status": now.get_status_display()}
            )
        now.status, now.reason = after, reason.strip()
        try:
            now.full_clean()
        except ValidationError as fault:
            raise Refusal(" ".join(fault.messages)) from fault
        now.save()
    team.refresh_from_db()
    refresh(team.contest)
