"""Setting a contest up: from a format of the library to frozen rules, every change on record."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import time
from typing import Any

from django.db import transaction
from django.utils import timezone

from people.models import Organization, User
from scoring.contests.board import refresh
from scoring.contests.models import Change, Contest
from scoring.engine.format import BadFormat, Fault, read

#: What is set up beside the format.
PLAIN = (
    "title",
    "title_en",
    "theme",
    "venue",
    "starts_on",
    "expected_teams",
    "rooms",
    "day_begins",
    "day_ends",
    "teams_until",
    "substitutes_until",
)


class ChangedMeanwhile(Exception):
    """Somebody else saved first; ``since`` are their changes, the newest first. Nothing was saved."""

    def __init__(self, since: list[Change]) -> None:
        super().__init__(f"{len(since)} changes")
        self.since = since


class ReasonMissing(Exception):
    """The rules are frozen: a change needs a reason that stands in the record. Nothing was saved."""


def create(*, slug: str, organization: Organization, format: Mapping[str, Any], by: User, **plain: Any) -> Contest:
    """A new contest by this format. Raises BadFormat; IntegrityError for an address that is taken."""
    read(format)
    with transaction.atomic():
        contest = Contest.objects.create(slug=slug, organization=organization, format=deepcopy(dict(format)), **plain)
        Change.objects.create(contest=contest, revision=1, by=by, changes=[])
    return contest


def change(
    contest: Contest,
    *,
    revision: int,
    by: User,
    format: Mapping[str, Any],
    reason: str = "",
    also: Sequence[list[Any]] = (),
    **plain: Any,
) -> list[list[Any]]:
    """Save a set-up that began from ``revision``; returns what changed as ``[[path, old, new], …]``.

    ``also``: what the change means where the format holds only a name of it, for the record.

    Raises BadFormat, ChangedMeanwhile, ReasonMissing; then nothing is saved.
    """
    read(format)
    with transaction.atomic():
        now = Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        if faults := _in_use(now, format):
            raise BadFormat(faults)
        if now.revision != revision:
            raise ChangedMeanwhile(list(now.changes.filter(revision__gt=revision).select_related("by")))
        found = list(differences({**_plain(now), "format": now.format}, {**_told(plain), "format": format}))
        if not found:
            return []
        if now.frozen_at and not reason.strip():
            raise ReasonMissing
        for name, value in plain.items():
            setattr(now, name, value)
        now.format, now.revision = deepcopy(dict(format)), revision + 1
        now.save()
        Change.objects.create(contest=now, revision=now.revision, by=by, reason=reason.strip(), changes=[*found, *also])
    contest.refresh_from_db()
    return found


def _in_use(contest: Contest, format: Mapping[str, Any]) -> list[Fault]:
    """What the new format no longer has although something was played or marked in it."""
    stages, components = ({each["id"] for each in format[part]} for part in ("stages", "components"))
    played = contest.matches.exclude(stage__in=stages).values_list("stage", flat=True).order_by().distinct()
    marked = contest.marks.exclude(component__in=components).values_list("component", flat=True)
    marked = marked.union(contest.person_marks.exclude(component__in=components).values_list("component", flat=True))
    return [Fault("stages", "in_use", id) for id in played] + [Fault("components", "in_use", id) for id in marked]


def open_for_teams(contest: Contest) -> None:
    """Announce it: organisations may send teams, and everybody sees it. Nothing happens when it is open already."""
    Contest.objects.filter(pk=contest.pk, status=Contest.Status.SET_UP).update(status=Contest.Status.OPEN)
    contest.refresh_from_db()
    refresh(contest)


def freeze(contest: Contest) -> None:
    """From now on each change of the rules needs a reason. The first freezing stands."""
    Contest.objects.filter(pk=contest.pk, frozen_at=None).update(frozen_at=timezone.now())
    contest.refresh_from_db()


def _plain(contest: Contest) -> dict[str, Any]:
    return _told({name: getattr(contest, name) for name in PLAIN})


def _told(plain: Mapping[str, Any]) -> dict[str, Any]:
    """As it stands in the record: times and days as text."""
    return {name: _text(value) for name, value in plain.items()}


def _text(value: Any) -> Any:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if hasattr(value, "isoformat") else value


def differences(before: Any, after: Any, path: str = "") -> Iterator[list[Any]]:
    """Every place where two values differ, as ``[path, old, new]``; a place that is not there is None."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() & after.keys()):
            yield from differences(before[key], after[key], f"{path}.{key}" if path else key)
        for key in sorted(before.keys() ^ after.keys()):
            yield [f"{path}.{key}" if path else key, before.get(key), after.get(key)]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from differences(old, new, f"{path}.{number}")
    elif before != after or type(before) is not type(after):
        yield [path, before, after]
