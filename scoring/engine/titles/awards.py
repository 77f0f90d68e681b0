"""Handing out titles in the order in which the rules list them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby, islice

from scoring.engine.titles.rules import BadTitles, Choice, Person, Place, Title

Choices = Sequence[Choice]  # of one title, the newest first


@dataclass(frozen=True, slots=True)
class Winner:
    """Who gets the title: a team, a person, or whom officials named. ``figure`` is what a person was compared by, and
    ``parts`` what it was made of, before weights, where several things count."""

    id: str
    figure: Fraction | None = None
    place: int | None = None
    chosen_by: str = ""
    reason: str = ""
    parts: tuple[tuple[str, Fraction], ...] = ()


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Somebody with a better or equal figure than a winner who does not get the title.

    ``why``: ``has_title`` (one that excludes it), ``team_full`` (as many of the team as may), ``few_matches``.
    """

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Award:
    """One title and who gets it. ``open``: equals for ``left`` last places, for officials to choose from."""

    title: str
    winners: tuple[Winner, ...]
    open: tuple[str, ...] = ()
    left: int = 0
    passed_over: tuple[PassedOver, ...] = ()


def awards(
    titles: Sequence[Title],
    people: Iterable[Person] = (),
    places: Iterable[Place] = (),
    choices: Iterable[Choice] = (),
) -> list[Award]:
    """Every title's award, in the order given, for an earlier title may exclude from a later one.

    A title may take several choices, for several groups of equals; of two for the same group the later counts. An
    open title excludes nobody yet, so what follows it may change once it is settled. Raises BadTitles for
    a title listed twice or one that excludes a title which comes later.
    """
    _check(titles)
    people, places = list(people), list(places)
    chosen: dict[str, list[Choice]] = {}
    for choice in choices:
        chosen.setdefault(choice.title, []).insert(0, choice)
    have: dict[str, set[str]] = {}
    handed = []
    for title in titles:
        taken = {winner for other in title.not_with for winner in have[other]}
        award = _HAND[title.kind](title, people, places, chosen.get(title.id, []), taken)
        have[title.id] = {winner.id for winner in award.winners}
        handed.append(award)
    return handed


def _check(titles: Sequence[Title]) -> None:
    seen: set[str] = set()
    for title in titles:
        if title.id in seen:
            raise BadTitles(f"{title.id}: listed twice")
        if missing := set(title.not_with) - seen:
            raise BadTitles(f"{title.id}: {', '.join(sorted(missing))} must be listed before it")
        seen.add(title.id)


def _to_teams(title: Title, people: list[Person], places: list[Place], choices: Choices, taken: set[str]) -> Award:
    """By place; teams that share one are equals."""
    able = [each for each in places if each.place is not None and each.place >= title.from_place]
    passed = [PassedOver(each.team, "has_title") for each in able if each.team in taken]
    ranks = {each.team: Fraction(-each.place) for each in able if each.team not in taken and each.place}
    winners, open, left = _best(title.quota, ranks, choices, _Room(0, {}))
    at = {each.team: each.place for each in able}
    named = tuple(_winner(team, choices, place=at[team]) for team in winners)
    return Award(title.id, named, open, left, tuple(passed))


def _to_people(title: Title, people: list[Person], places: list[Place], choices: Choices, taken: set[str]) -> Award:
    """By what the title counts of each person, at most ``per_team`` of a team."""
    able, passed = [], []
    for person in people:
        if person.role not in title.roles:
            continue
        why = "few_matches" if len(person.scores) < title.min_matches else "has_title" if person.id in taken else ""
        if why:
            passed.append(PassedOver(person.id, why))
        else:
            able.append(person)
    figures = {person.id: title.figure(person) for person in people}
    compared = {person.id: figures[person.id] for person in able}
    room = _Room(title.per_team, {person.id: person.team for person in able})
    winners, open, left = _best(title.quota, compared, choices, room)
    passed += [PassedOver(each, "team_full") for each in room.shut_out]
    lowest = min((figures[winner] for winner in winners), default=None)
    better = [each for each in passed if lowest is None or figures[each.id] >= lowest]
    by_id = {person.id: person for person in able}
    named = [
        replace(
            _winner(each, choices, figure=figures[each]),
            parts=tuple((what, by_id[each].of(what)) for what, _weight in title.counts),
        )
        for each in winners
    ]
    return Award(title.id, tuple(named), open, left, tuple(better))


def _to_named(title: Title, people: list[Person], places: list[Place], choices: Choices, taken: set[str]) -> Award:
    """Whoever officials named, as far as the quota goes; until they do, all of it is left."""
    told = choices[0].order if choices else ()
    order = [each for each in told if each not in taken]
    winners = order[: title.quota]
    passed = tuple(PassedOver(each, "has_title") for each in told if each in taken)
    return Award(title.id, tuple(_winner(each, choices) for each in winners), (), title.quota - len(winners), passed)


class _Room:
    """How many more of each team may get the title."""

    def __init__(self, per_team: int, team_of: Mapping[str, str]) -> None:
        self.per_team, self.team_of = per_team, team_of
        self.taken: Counter[str] = Counter()
        self.shut_out: list[str] = []

    def left(self, id: str) -> int:
        """For the team of this one; as many as one likes where there is no limit."""
        return self.per_team - self.taken[self.team_of[id]] if self.per_team else len(self.team_of) + 1

    def admit(self, id: str) -> bool:
        if self.left(id) < 1:
            self.shut_out.append(id)
            return False
        if self.per_team:
            self.taken[self.team_of[id]] += 1
        return True

    def crowded(self, equals: Sequence[str]) -> bool:
        """Whether a team has more among these equals than may get the title: somebody must choose."""
        if not self.per_team:
            return False
        of_team = Counter(self.team_of[each] for each in equals)
        return any(of_team[self.team_of[each]] > self.left(each) for each in equals if self.left(each) > 0)


def _best(
    quota: int, figures: Mapping[str, Fraction], choices: Choices, room: _Room
) -> tuple[list[str], tuple[str, ...], int]:
    """The highest figures up to the quota; between equals that do not all fit only as officials chose.

    Returns the winners, those among whom it is open, and for how many places.
    """
    winners: list[str] = []
    ordered = sorted(figures, key=lambda each: (-figures[each], each))
    for _figure, group in groupby(ordered, key=lambda each: figures[each]):
        left = quota - len(winners)
        if not left:
            break
        equals = list(group)
        fitting = [each for each in equals if room.left(each) > 0]
        order = _chosen(fitting, choices)
        if order is None and (len(fitting) > left or room.crowded(fitting)):
            return winners, tuple(fitting), left
        winners += islice(filter(room.admit, order or equals), left)
    return winners, (), 0


def _chosen(equals: list[str], choices: Choices) -> list[str] | None:
    """The officials' order of these equals, when they gave one for exactly them."""
    return next((list(choice.order) for choice in choices if sorted(choice.order) == sorted(equals)), None)


def _winner(id: str, choices: Choices, *, figure: Fraction | None = None, place: int | None = None) -> Winner:
    settled = next((choice for choice in choices if id in choice.order), None)
    return Winner(id, figure, place, settled.by if settled else "", settled.reason if settled else "")


_HAND: Mapping[str, Callable[[Title, list[Person], list[Place], Choices, set[str]], Award]] = {
    "team": _to_teams,
    "person": _to_people,
    "named": _to_named,
}
