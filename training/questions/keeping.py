"""Importing with a preview, reading, retiring; and the whole bank that an organisation draws its papers from."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Organization, User
from training.bank import checks, formats, reading
from training.bank.faults import Fault, errors
from training.bank.shape import Question, Source, plain
from training.questions.models import Entry
from training.refusals import Refusal

#: Questions of one file at most, so that what was shown can be confirmed as it was.
MOST = 500


@lru_cache(maxsize=1)
def library() -> tuple[Question, ...]:
    """The platform's own questions, read once in a process: 228 of them take most of a second."""
    return reading.load(reading.library(), timezone.localdate()).questions


def bank_of(organization: Organization) -> tuple[Question, ...]:
    """What papers of this organisation may be drawn from: the platform's questions, its own, and those above it.

    A question that nobody has read yet is held back, whatever its file said.
    """
    above = [int(part) for part in organization.path.split("/") if part]
    rows = Entry.objects.filter(organization__in=above).current().order_by("pk")
    return (*library(), *map(_held, rows))


def _held(row: Entry) -> Question:
    question = Question.model_validate(row.content)
    source = question.source or (Source(work=row.basis) if row.basis else None)
    return question.model_copy(update={"version": row.number, "to_check": row.read_at is None, "source": source})


@dataclass(slots=True)
class Preview:
    """What a file would bring: new questions, new versions, those that are there as they are; and its faults."""

    fresh: list[Question] = field(default_factory=list)
    changed: list[Question] = field(default_factory=list)
    same: list[Question] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def wrong(self) -> list[Fault]:
        return errors(self.faults)

    def as_json(self) -> list[dict[str, Any]]:
        """What ``write`` reads."""
        return [plain(each) for each in (*self.fresh, *self.changed)]


def preview(organization: Organization, content: bytes, suffix: str, defaults: formats.Defaults) -> Preview:
    """What is in a file of any format, held against what is there; writes nothing. Raises Refusal."""
    if suffix in (".yaml", ".yml"):
        found, faults = _yaml(content)
    elif suffix in formats.SUFFIXES:
        found, faults = formats.read(content, formats.SUFFIXES[suffix], defaults)
    else:
        known = " ".join(sorted({".yaml", *formats.SUFFIXES}))
        raise Refusal(_("Files of this kind cannot be read; these can: %(known)s") % {"known": known})
    if len(found) > MOST:
        raise Refusal(_("At most %(most)s questions in one file; nothing was written.") % {"most": MOST})
    told = Preview(faults=faults)
    ours = {each.id for each in library()}
    there = {row.name: row for row in Entry.objects.filter(organization=organization).current()}
    seen: set[str] = set()
    for question in found:
        told.faults += [Fault(each.code, question.id, each.field, each.data) for each in checks.key_faults(question)]
        if question.id in seen or question.id in ours:
            file = "" if question.id in seen else _("the platform’s bank")
            told.faults.append(Fault("duplicate-id", question.id, "id", {"file": file or _("this file")}))
        seen.add(question.id)
        row = there.get(question.id)
        place = told.fresh if row is None else told.same if _alike(row.content, question) else told.changed
        place.append(question)
    return told


def _yaml(content: bytes) -> tuple[list[Question], list[Fault]]:
    if len(content) > formats.LARGEST:
        return [], [Fault("too-large", data={"limit": formats.LARGEST // 1024 // 1024})]
    found, faults = reading.read(content)
    return [question for question, _line in found], faults


def _alike(content: dict[str, Any], question: Question) -> bool:
    ours = {name: value for name, value in content.items() if name not in ("version", "to_check", "reviewed")}
    theirs = {name: value for name, value in plain(question).items() if name not in ("version", "to_check", "reviewed")}
    return ours == theirs


def write(organization: Organization, entries: list[dict[str, Any]], *, by: User) -> int:
    """Keep what was previewed, as new questions or new versions; how many. All or none."""
    with transaction.atomic():
        Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
        names = [entry["id"] for entry in entries]
        there = {}
        for row in Entry.objects.filter(organization=organization, name__in=names).order_by("number"):
            there[row.name] = row
        rows = []
        for entry in entries:
            question = Question.model_validate(entry)
            last = there.get(question.id)
            if last is not None and last.retired_at is None and _alike(last.content, question):
                continue  # somebody else brought it in meanwhile
            rows.append(
                Entry(
                    organization=organization,
                    name=question.id,
                    number=last.number + 1 if last else 1,
                    topic=question.topic,
                    type=question.type,
                    content=plain(question),
                    by=by,
                )
            )
        Entry.objects.bulk_create(rows)
    return len(rows)


def read(entry: Entry, *, by: User, basis: str = "") -> None:
    """Somebody has read the question with its key, and stands for it. Raises Refusal for what is incomplete.

    ``basis``: the article or work that the key is from, where the file named none.
    """
    question = Question.model_validate(entry.content)
    basis = basis.strip()[:200]
    if not question.text.zh:
        raise Refusal(_("It needs a Chinese text first: import it again with one."))
    if question.source is None and not basis:
        raise Refusal(_("Write down the article or the work that the key is from. Nothing was changed."))
    unread = Entry.objects.filter(pk=entry.pk, read_at=None)
    if unread.update(read_by=by, read_at=timezone.now(), basis=basis) == 0:
        raise Refusal(_("It was read already."))


def retire(entry: Entry) -> None:
    """No new paper holds it; papers that were drawn keep it."""
    Entry.objects.filter(organization=entry.organization, name=entry.name).update(retired_at=timezone.now())
