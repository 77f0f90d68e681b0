"""A draw that nobody can steer and anybody can check: a commitment before it, the seed after it.

What is published before is ``{"schema", "entries", "rules", "commitment"}``; the draw adds ``seed`` and ``groups``.
The commitment is the SHA-256 of the seed's 32 bytes followed by RFC 8785's canonical JSON of ``{"entries", "rules"}``.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import rfc8785
from django.utils.translation import gettext as _

from paper.sheets import Fault, Record, read, records
from scoring.engine.draw import Entry, Lots, groups, round_robin

SCHEMA = "draw/1"
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


def commit(entries: Sequence[Mapping[str, str]], count: int, seed: bytes | None = None) -> tuple[dict[str, Any], bytes]:
    """What to publish before the draw, and the seed to keep secret until then (made here). Raises Unfit."""
    seed = seed or secrets.token_bytes(SEED)
    published = {"schema": SCHEMA, "entries": [dict(entry) for entry in entries], "rules": {"groups": count}}
    _assert_drawable(published)
    return published | {"commitment": commitment(published, seed)}, seed


def commitment(published: Mapping[str, Any], seed: bytes) -> str:
    """In hexadecimal digits."""
    bound = rfc8785.dumps({"entries": published["entries"], "rules": published["rules"]})
    return hashlib.sha256(seed + bound).hexdigest()


def draw(published: Mapping[str, Any], seed: bytes) -> dict[str, Any]:
    """The published document with seed and groups: ``{"name", "teams", "rounds": [[[workers, employer], …], …]}``.

    One stream of lots: the groups first, then the rounds of group A, B, … Raises Unfit where the seed is another's.
    """
    _assert_drawable(published)
    if commitment(published, seed) != published.get("commitment"):
        raise Unfit([_("This is not the seed of the published commitment, or the teams or rules were changed since.")])
    lots = Lots(seed)
    dealt = groups([Entry(each["code"], each["city"]) for each in published["entries"]], _count(published), lots)
    drawn = [
        {
            "name": chr(ord("A") + number),
            "teams": codes,
            "rounds": [[list(match) for match in each] for each in round_robin(codes, lots)],
        }
        for number, codes in enumerate(dealt)
    ]
    return {**{key: published[key] for key in ("schema", "entries", "rules", "commitment")}, "seed": seed.hex()} | {
        "groups": drawn
    }


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
    if published.get("schema") != SCHEMA or not _is_shaped(published):
        raise Unfit([_("This is no draw of the form %(schema)s.") % {"schema": SCHEMA}])
    codes = [entry["code"] for entry in published["entries"]]
    count = _count(published)
    if len(set(codes)) < len(codes):
        raise Unfit([_("A code stands in the list twice.")])
    if not 2 <= len(codes) <= MOST_TEAMS:
        raise Unfit([_("From 2 to %(most)s teams can be drawn.") % {"most": MOST_TEAMS}])
    if not 1 <= count <= min(MOST_GROUPS, len(codes) // 2):
        words = _("Every group needs two teams, and there are at most 26 groups: here from 1 to %(most)s are possible.")
        raise Unfit([words % {"most": min(MOST_GROUPS, len(codes) // 2)}])


def _is_shaped(published: Mapping[str, Any]) -> bool:
    """Nothing but what is drawn from, so that its canonical JSON exists: no other figures, no half of a character."""
    entries, rules = published.get("entries"), published.get("rules")
    return (
        isinstance(entries, list)
        and all(isinstance(each, dict) and set(each) == set(COLUMNS) for each in entries)
        and all(_is_text(text) for each in entries for text in each.values())
        and isinstance(rules, dict)
        and set(rules) == {"groups"}
        and type(rules.get("groups")) is int
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)
