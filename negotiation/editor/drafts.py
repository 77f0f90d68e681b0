"""What is done with drafts: begun, copied, read from a file, saved, published. A save never overwrites another's."""

import json
from typing import Any

from django.db import transaction

from negotiation.models import Draft, ScenarioVersion
from negotiation.scenario_yaml import BYTES, read
from negotiation.scenarios import Faulty, Report, check, library, load
from people.models import Organization, User


class Outdated(Exception):
    """Somebody else has saved meanwhile; ``draft`` is as it stands now. Nothing was written."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.revision)
        self.draft = draft


class Unkept(ValueError):
    """More than a scenario file may hold, or a character that PostgreSQL keeps in no text."""


NUL = rb"\u0000"


def begin(owner: Organization, person: User) -> Draft:
    """A draft with everything that a scenario needs and as little as that takes, to be written over."""
    return Draft.objects.create(owner=owner, edited_by=person, content=skeleton())


def copy(version: ScenarioVersion, owner: Organization, person: User) -> Draft:
    """A draft that begins from a version: its next one where the owner is the same, else a scenario of its own."""
    content = json.loads(version.content)
    if version.scenario.owner != owner:
        content["id"] = f"{content['id'][:40]}-copy"
    return Draft.objects.create(owner=owner, base=version, edited_by=person, content=content)


def from_file(content: bytes, name: str, owner: Organization, person: User) -> Draft:
    """A draft of what a file holds, with all its faults; Faulty where it cannot be read at all."""
    tree, faults = read(content)
    plain = tree.plain() if tree is not None else None
    if not isinstance(plain, dict) or not _can_be_kept(plain):
        raise Faulty(Report(name, tuple(faults) or check(content, name).faults))
    return Draft.objects.create(owner=owner, edited_by=person, content=plain)


def _can_be_kept(content: dict[str, Any]) -> bool:
    """Whether every database holds it: no NUL and no half of a character."""
    try:
        return NUL not in text_of(content)
    except UnicodeEncodeError:
        return False


@transaction.atomic
def save(draft: Draft, revision: int, content: dict[str, Any], person: User) -> Draft:
    """Keep what was typed on top of ``revision``. Raises Outdated, and Unkept for what no draft can hold."""
    text = text_of(content)
    if len(text) > BYTES or NUL in text:
        raise Unkept
    now = Draft.objects.select_for_update().select_related("edited_by").get(pk=draft.pk)
    if now.revision != revision:
        raise Outdated(now)
    now.content, now.revision, now.edited_by = content, revision + 1, person
    now.save()
    return now


def publish(draft: Draft) -> ScenarioVersion:
    """The next version of the scenario that the draft's id names, owned by the draft's organisation. Raises Faulty."""
    version = load(text_of(draft.content), str(draft), owner=draft.owner)
    Draft.objects.filter(pk=draft.pk).update(base=version)
    return version


def text_of(content: dict[str, Any]) -> bytes:
    """The document as a file that can be checked."""
    return json.dumps(content, ensure_ascii=False).encode()


def skeleton() -> dict[str, Any]:
    """The first case of the library without its story: parties, clock, papers, and two issues to write over."""
    tree, _faults = read(library()[0].read_bytes())
    assert tree is not None
    made: dict[str, Any] = tree.plain()
    blank = {"zh": "（待写）", "en": "(to be written)"}
    made |= {"id": "new-scenario", "title": {"zh": "新案例", "en": "New scenario"}, "background": dict(blank)}
    figure = {"key": "payroll", "label": {"zh": "上年工资总额（情景值）", "en": "Last year’s payroll (scenario value)"}}
    made["data"] = [figure | {"audience": "public", "number": 1000}]
    made |= {"legal_floors": [], "constraints": [], "interactions": [], "injects": []}
    made["learning_goals"]["points"] = [dict(blank)]
    made["debrief"]["points"] = [dict(blank)]
    made.pop("provenance", None)
    made["issues"] = [
        _issue("pay", "wage", (60, 30, 0), (0, 30, 40)),
        _issue("leave", "leave", (40, 20, 0), (0, 45, 60)),
    ]
    for party in made["parties"].values():
        party |= {"brief": dict(blank), "priorities": ["pay", "leave"], "secrets": [], "may_disclose": []}
        party |= {"batna": {"text": dict(blank), "points": 20}, "reservation": 40, "target": 65}
        for seat in party["seats"]:
            seat.pop("private", None)
    return made


def _issue(key: str, kind: str, workers: tuple[int, ...], employer: tuple[int, ...]) -> dict[str, Any]:
    names = {"pay": ("工资增幅", "Pay increase"), "leave": ("年休假", "Annual leave")}[key]
    levels = (("高", "High"), ("中", "Middle"), ("低", "Low"))
    options = [
        {"id": letter, "text": {"zh": zh, "en": en}, "points": {"workers": w, "employer": e}}
        for letter, (zh, en), w, e in zip("ABC", levels, workers, employer, strict=True)
    ]
    title = {"zh": names[0], "en": names[1]}
    return {"id": key, "title": title, "kind": kind, "status_quo": "C", "options": options}
