"""Who gets which title: the rules of the format over places, individual scores, and what officials chose."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from people.models import Organization, User
from scoring.contests.lineups import lineup, members_of
from scoring.contests.models import Choice, Contest, Match, Member, Team
from scoring.contests.registering import Refusal
from scoring.engine.format import read
from scoring.engine.format.shape import number_of
from scoring.engine.titles import Award, Person, Place, Winner, awards
from scoring.engine.titles import Choice as Chosen

#: A side's people are subjects of a panel, beside the two sides themselves.
PERSON = "person"

Confirmed = Iterable[tuple[Match, Mapping[str, Any]]]


def awarded(contest: Contest, lines: Sequence[Mapping[str, Any]], confirmed: Confirmed) -> list[dict[str, Any]]:
    """Every title's award as JSON, in the order of the format.

    ``lines``: the standings as ``results.lines`` gives them; ``confirmed``: matches with the sheets of their
    subjects. ``{"title", "kind", "winners": [{"id", "name", "team", "place", "figure", "parts", "by", "reason"}],
    "open", "left", "passed_over": [{"id", "name", "team", "why"}]}``, exact fractions as text.
    """
    format = read(contest.format)
    members = members_of(contest)
    people = individual_scores(members, confirmed, person_marks(contest))
    teams = {str(line["team"]): line["name"] for line in lines}
    here = [each for each in people if each.team in teams]
    places = [Place(str(line["team"]), line["place"]) for line in lines]
    made = awards(format.titles, here, places, _choices(contest))
    names = _Names(contest, teams, members)
    kinds = {title.id: title.kind for title in format.titles}
    return [_as_json(award, kinds[award.title], names) for award in made]


def person_marks(contest: Contest) -> dict[int, dict[str, Fraction]]:
    """What people were marked for by themselves, of 100: {member's id: {component: mark}}."""
    marks = contest.person_marks.values_list("member", "component", "value")
    return of_hundred(contest.format, marks)


def of_hundred(format: Mapping[str, Any], marks: Iterable[tuple[int, str, str]]) -> dict[int, dict[str, Fraction]]:
    """Marks (whose, component, points as text) of 100, by whose they are; what was taken out is left out."""
    most = {each["id"]: number_of(each.get("maximum", 100)) or Fraction(100) for each in format["components"]}
    found: dict[int, dict[str, Fraction]] = {}
    for whose, component, value in marks:
        if component in most:
            found.setdefault(whose, {})[component] = Fraction(value) * 100 / most[component]
    return found


def individual_scores(
    members: Mapping[int, Iterable[Member]], confirmed: Confirmed, marks: Mapping[int, Mapping[str, Fraction]]
) -> list[Person]:
    """Everybody in a team, with the points (0 to 100) of each match at which a panel judged them, and their marks."""
    scores: dict[int, list[Fraction]] = {}
    for match, sheets in confirmed:
        for key, member in lineup(match, members).items():
            if sheets.get(key, {}).get("kind") == PERSON:
                scores.setdefault(member.pk, []).append(Fraction(sheets[key]["total"]))
    return [
        Person(str(each.pk), str(each.team_id), each.role, tuple(scores.get(each.pk, ())), marks.get(each.pk, {}))
        for of_team in members.values()
        for each in of_team
        if each.left_at is None or each.pk in scores
    ]


def _choices(contest: Contest) -> list[Chosen]:
    return [
        Chosen(each.title, tuple(map(str, each.order)), str(each.by), each.reason)
        for each in contest.choices.select_related("by")
    ]


class _Names:
    """What a winner's id is called, in both languages."""

    def __init__(
        self, contest: Contest, teams: Mapping[str, Mapping[str, str]], members: Mapping[int, Iterable[Member]]
    ) -> None:
        self.teams = teams
        self.people = {str(each.pk): each for of_team in members.values() for each in of_team}
        self.senders = {str(each.pk): each for each in senders(contest)}

    def of(self, kind: str, id: str) -> dict[str, Any]:
        if kind == "team":
            return {"id": id, "name": dict(self.teams[id]), "team": {}}
        if kind == "person":
            member = self.people[id]
            return {"id": id, "name": both(member.name), "team": dict(self.teams.get(str(member.team_id), {}))}
        sender = self.senders.get(id)
        return {"id": id, "name": both(sender.name, sender.name_en) if sender else both(id), "team": {}}


def both(name: str, name_en: str = "") -> dict[str, str]:
    """A name in both languages."""
    return {"zh": name, "en": name_en or name}


def senders(contest: Contest) -> list[Organization]:
    """The organisations whose teams take part: those that a title for organising may go to."""
    sent = contest.teams.filter(status=Team.Status.APPROVED).values("organization")
    return list(Organization.objects.filter(pk__in=sent).order_by("path"))


def _as_json(award: Award, kind: str, names: _Names) -> dict[str, Any]:
    return {
        "title": award.title,
        "kind": kind,
        "winners": [names.of(kind, each.id) | _won(each) for each in award.winners],
        "open": [names.of(kind, id) for id in award.open],
        "left": award.left,
        "passed_over": [names.of(kind, each.id) | {"why": each.why} for each in award.passed_over],
    }


def _won(winner: Winner) -> dict[str, Any]:
    return {
        "place": winner.place,
        "figure": "" if winner.figure is None else str(winner.figure),
        "parts": {what: str(points) for what, points in winner.parts},
        "by": winner.chosen_by,
        "reason": winner.reason,
    }


def unsettled(made: Iterable[Mapping[str, Any]]) -> list[str]:
    """The titles for which officials must choose between equals."""
    return [each["title"] for each in made if each["open"]]


def choose(
    contest: Contest, title: str, order: Sequence[str], *, made: Iterable[Mapping[str, Any]], by: User, reason: str
) -> None:
    """Name who gets a title: organisations, or the order of all who are equal for it. Raises Refusal.

    ``made``: the awards as they are now, as ``awarded`` gives them.
    """
    award = next((each for each in made if each["title"] == title), None)
    if award is None:
        raise Refusal(_("There is no such title in this contest. Nothing was decided."))
    if not reason.strip():
        raise Refusal(_("Write down why. Nothing was decided."))
    if award["kind"] == "named":
        able = {str(each.pk) for each in senders(contest)}
        most = next(each["quota"] for each in contest.format["titles"] if each["id"] == title)
        if not order or len(set(order)) < len(order) or not set(order) <= able or len(order) > most:
            words = _("Choose from 1 to %(most)s of the organisations that sent teams, each once. Nothing was decided.")
            raise Refusal(words % {"most": most})
    elif sorted(order) != sorted(each["id"] for each in award["open"]):
        raise Refusal(_("Those who are equal are others by now. Look again; nothing was decided."))
    Choice.objects.create(contest=contest, title=title, order=list(order), by=by, reason=reason.strip())
