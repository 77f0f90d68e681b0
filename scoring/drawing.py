"""A draw that nobody can steer and anybody can check: a commitment before it, the seed after it.

What is published before is ``{"schema", "entries", "rules", "commitment"}``; the draw adds ``seed`` and what came of
it: ``groups`` with all their rounds (draw/1), or one round's ``matches`` and ``byes``, or an ``order`` (draw/2). The
commitment is the SHA-256 of the seed's 32 bytes followed by RFC 8785's canonical JSON of ``{"entries", "rules"}``.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import rfc8785
from django.utils.translation import gettext as _

from paper.sheets import Fault, Record, read, records
from scoring.engine.draw import Entrant, Entry, Lots, Pool, at_the_table, groups, in_turn, pair, round_robin
from scoring.engine.draw.pairs import BY

GROUPS, ROUND = "draw/1", "draw/2"
#: What each column of a list of teams may be called.
COLUMNS = {
    "code": ("编号", "code", "代号", "队号"),
    "name": ("名称", "name", "队名", "代表队"),
    "city": ("城市", "city", "市", "单位"),
}
MOST_TEAMS, MOST_GROUPS = 500, 26
LONGEST = 80
SEED = 32


class Unfit(ValueError):
    """Teams, rules or a file that nothing can be drawn from. ``lines`` say what is wrong, for people."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = list(lines)


def entries_of(content: bytes) -> list[dict[str, str]]:
    """The teams of a spreadsheet (code, name, city), in its order. Raises Unfit, and paper.sheets.Unreadable."""
    sheet = read(content)[0]
    rows = records(sheet, COLUMNS, required=("code", "city"))
    faults, known = list(rows.faults), set[str]()
    for row in rows:
        faults += _faults(row, known)
        known.add(row.values["code"])
    if faults:
        raise Unfit([f"{fault.sheet} {fault.place}: {fault.message}".strip() for fault in faults])
    return [{name: row.values.get(name, "") for name in COLUMNS} for row in rows]


def _faults(row: Record, known: set[str]) -> list[Fault]:
    found = [
        row.fault(name, "length", _("From 1 to %(most)s characters are needed here.") % {"most": LONGEST})
        for name in ("code", "city")
        if not 1 <= len(row.values.get(name, "")) <= LONGEST
    ]
    if row.values.get("code") in known:
        found.append(row.fault("code", "twice", _("This code stands in the list twice.")))
    return found


def doubtful(entries: Sequence[Mapping[str, str]]) -> list[str]:
    """Pairs of cities that may be one, written in two ways: the draw would not keep their teams apart."""
    cities = sorted({entry["city"] for entry in entries})
    bare = {city: city.removesuffix("市") for city in cities}
    return [
        _("“%(one)s” and “%(other)s” count as two cities.") % {"one": one, "other": other}
        for one in cities
        for other in cities
        if one < other and bare[one].strip().casefold() == bare[other].strip().casefold()
    ]


Document = dict[str, Any]


def commit(
    entries: Sequence[Mapping[str, str]], rules: Mapping[str, Any], seed: bytes | None = None
) -> tuple[Document, bytes]:
    """What to publish before the draw, and the seed to keep secret until then (made here). Raises Unfit.

    ``rules``: ``{"groups": n}``, or a round: ``{"kind": "pairs" or "table", "pools": [{"by", "byes", "teams":
    [{"code", "group", "rank", "byes", "workers", "employer"}]}], "met": [[code, code]]}``, ``{"kind": "sides",
    "pairs": [[code, code]]}``, ``{"kind": "turns"}``.
    """
    seed = seed or secrets.token_bytes(SEED)
    schema = GROUPS if "groups" in rules else ROUND
    published = {"schema": schema, "entries": [dict(entry) for entry in entries], "rules": dict(rules)}
    _assert_drawable(published)
    return published | {"commitment": commitment(published, seed)}, seed


def first_round(entries: Sequence[Mapping[str, str]]) -> Document:
    """The rules of a knock-out's first round: everybody in one pool, and as many byes as leave a power of two."""
    size = 1 << max(0, len(entries) - 1).bit_length()
    teams = [entrant(entry["code"]) for entry in entries]
    return {"kind": "pairs", "pools": [{"by": "lot", "byes": size - len(entries), "teams": teams}], "met": []}


def entrant(code: str, **known: Any) -> Document:
    """A team of a round, with what is known of it beside its code."""
    return {"code": code, "group": "", "rank": 1, "byes": 0, "workers": 0, "employer": 0, **known}


def commitment(published: Mapping[str, Any], seed: bytes) -> str:
    """In hexadecimal digits."""
    bound = rfc8785.dumps({"entries": published["entries"], "rules": published["rules"]})
    return hashlib.sha256(seed + bound).hexdigest()


def draw(published: Mapping[str, Any], seed: bytes) -> Document:
    """The published document with its seed and what came of it. Raises Unfit where the seed is another's."""
    _assert_drawable(published)
    if commitment(published, seed) != published.get("commitment"):
        raise Unfit([_("This is not the seed of the published commitment, or the teams or rules were changed since.")])
    bound = {key: published[key] for key in ("schema", "entries", "rules", "commitment")}
    lots = Lots(seed)
    made = {"groups": _groups(published, lots)} if published["schema"] == GROUPS else _round(published, lots)
    return {**bound, "seed": seed.hex(), **made}


def _groups(published: Mapping[str, Any], lots: Lots) -> list[Document]:
    """``{"name", "teams", "rounds": [[[workers, employer], …], …]}``: groups first, then the rounds of A, B, …"""
    dealt = groups([Entry(each["code"], each["city"]) for each in published["entries"]], _count(published), lots)
    return [
        {
            "name": chr(ord("A") + number),
            "teams": codes,
            "rounds": [[list(match) for match in each] for each in round_robin(codes, lots)],
        }
        for number, codes in enumerate(dealt)
    ]


def _round(published: Mapping[str, Any], lots: Lots) -> Document:
    rules = published["rules"]
    if rules["kind"] == "turns":
        return {"order": in_turn([each["code"] for each in published["entries"]], lots)}
    if rules["kind"] == "sides":
        return {"matches": [list(match) for match in at_the_table(map(tuple, rules["pairs"]), lots)], "byes": []}
    cities = {each["code"]: each["city"] for each in published["entries"]}
    pools = [
        Pool(tuple(Entrant(city=cities[team["code"]], **team) for team in pool["teams"]), pool["by"], pool["byes"])
        for pool in rules["pools"]
    ]
    drawn = pair(pools, map(tuple, rules["met"]), lots, sides=rules["kind"] == "pairs")
    return {"matches": [list(match) for match in drawn.matches], "byes": list(drawn.byes)}


def differences(drawn: Mapping[str, Any], published: Mapping[str, Any] | None = None) -> list[str]:
    """Where a draw is not what its seed gives, or not what was published before it; nothing where all is right.

    Raises Unfit for a document that is no draw.
    """
    found = []
    if published is not None:
        names = {"entries": _("the teams"), "rules": _("the rules"), "commitment": _("the commitment")}
        found = [
            _("Since the publication %(what)s changed.") % {"what": words}
            for key, words in names.items()
            if drawn.get(key) != published.get(key)
        ]
    _assert_drawable(drawn)
    again = draw(drawn, seed_of(str(drawn.get("seed", ""))))
    if drawn["schema"] == ROUND:
        parts = {"matches": _("the matches"), "byes": _("the byes"), "order": _("the order")}
        return found + [
            _("The seed does not give %(what)s of the file.") % {"what": words}
            for key, words in parts.items()
            if again.get(key) != drawn.get(key)
        ]
    told = drawn.get("groups")
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        raise Unfit([_("The file holds no groups.")])
    for right, here in zip_longest(again["groups"], told):
        if right != here:
            name = (right or here).get("name", "?")
            found.append(_("Group %(name)s is not what the seed gives.") % {"name": name})
    return found


def seed_of(text: str) -> bytes:
    """The seed from its 64 hexadecimal digits. Raises Unfit."""
    try:
        seed = bytes.fromhex(text.strip())
    except ValueError:
        seed = b""
    if len(seed) != SEED:
        raise Unfit([_("A seed is 64 hexadecimal digits.")])
    return seed


def _count(published: Mapping[str, Any]) -> int:
    count: int = published["rules"]["groups"]
    return count


def _assert_drawable(published: Mapping[str, Any]) -> None:
    schema = published.get("schema")
    if schema not in (GROUPS, ROUND) or not _is_shaped(published):
        raise Unfit([_("This is no draw of the form %(schema)s.") % {"schema": f"{GROUPS}, {ROUND}"}])
    codes = [entry["code"] for entry in published["entries"]]
    if len(set(codes)) < len(codes):
        raise Unfit([_("A code stands in the list twice.")])
    if not 2 <= len(codes) <= MOST_TEAMS:
        raise Unfit([_("From 2 to %(most)s teams can be drawn.") % {"most": MOST_TEAMS}])
    if schema == ROUND:
        _assert_round(published["rules"], set(codes))
    elif not 1 <= _count(published) <= min(MOST_GROUPS, len(codes) // 2):
        words = _("Every group needs two teams, and there are at most 26 groups: here from 1 to %(most)s are possible.")
        raise Unfit([words % {"most": min(MOST_GROUPS, len(codes) // 2)}])


def _assert_round(rules: Mapping[str, Any], codes: set[str]) -> None:
    pairs = rules.get("pairs", []) + rules.get("met", [])
    here = [team["code"] for pool in rules.get("pools", []) for team in pool["teams"]]
    if not {*here, *(code for couple in pairs for code in couple)} <= codes:
        raise Unfit([_("The rules name a team that is not in the list.")])
    if len(set(here)) < len(here):
        raise Unfit([_("A code stands in the list twice.")])
    for pool in rules.get("pools", []):
        if not 0 <= pool["byes"] <= len(pool["teams"]) or (len(pool["teams"]) - pool["byes"]) % 2:
            raise Unfit([_("Whoever has no bye needs an opponent: the number of byes does not fit.")])


def _is_shaped(published: Mapping[str, Any]) -> bool:
    """Nothing but what is drawn from, so that its canonical JSON exists: no other figures, no half of a character."""
    entries, rules = published.get("entries"), published.get("rules")
    return (
        isinstance(entries, list)
        and all(isinstance(each, dict) and set(each) == set(COLUMNS) for each in entries)
        and all(_is_text(text) for each in entries for text in each.values())
        and isinstance(rules, dict)
        and (_is_count(rules) if published["schema"] == GROUPS else _is_round(rules))
    )


def _is_count(rules: Mapping[str, Any]) -> bool:
    return set(rules) == {"groups"} and type(rules.get("groups")) is int


def _is_round(rules: Mapping[str, Any]) -> bool:
    match rules.get("kind"):
        case "turns":
            return set(rules) == {"kind"}
        case "sides":
            return set(rules) == {"kind", "pairs"} and _are_couples(rules["pairs"])
        case "pairs" | "table":
            return (
                set(rules) == {"kind", "pools", "met"}
                and _are_couples(rules["met"])
                and isinstance(rules["pools"], list)
                and all(_is_pool(pool) for pool in rules["pools"])
            )
    return False


def _are_couples(found: Any) -> bool:
    return isinstance(found, list) and all(
        isinstance(couple, list) and len(couple) == 2 and all(_is_text(code) for code in couple) for couple in found
    )


def _is_pool(pool: Any) -> bool:
    return (
        isinstance(pool, dict)
        and set(pool) == {"by", "byes", "teams"}
        and pool["by"] in BY
        and type(pool["byes"]) is int
        and isinstance(pool["teams"], list)
        and all(_is_entrant(team) for team in pool["teams"])
    )


def _is_entrant(team: Any) -> bool:
    counts = ("rank", "byes", "workers", "employer")
    return (
        isinstance(team, dict)
        and set(team) == {"code", "group", *counts}
        and all(_is_text(team[name]) for name in ("code", "group"))
        and all(type(team[name]) is int and 0 <= team[name] <= MOST_TEAMS for name in counts)
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)
