"""Certificates for a whole class: asked for on a page, made in the background, one after the other, each by itself."""

import zipfile
from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from paper.pdf import PaperFault
from people.models import User
from training.certification import granting
from training.certification.models import Certificate, Scheme
from training.classes.models import Class
from training.credentials.issuing import documents_of
from training.credentials.keys import KeyMissing
from training.credentials.models import Batch, BatchItem
from training.refusals import Refusal

MOST = 2000


def ask(
    scheme: Scheme,
    grade: str,
    people: list[User],
    *,
    by: User,
    passed_on: date,
    title: str,
    class_of: Class | None = None,
) -> Batch:
    """Have certificates made for these people. Raises Refusal."""
    if not people:
        raise Refusal(_("Nobody was chosen. Nothing was issued."))
    if len(people) > MOST:
        raise Refusal(_("At most %(most)s people at once.") % {"most": MOST})
    with transaction.atomic():
        batch = Batch.objects.create(
            scheme=scheme, grade=grade, class_of=class_of, title=title[:120], passed_on=passed_on, by=by
        )
        BatchItem.objects.bulk_create(BatchItem(batch=batch, person=person) for person in people)
        language = translation.get_language() or "zh-hans"
        transaction.on_commit(lambda: make.enqueue(batch.pk, language) and None)
    return batch


@task()
def make(batch_pk: int, language: str) -> int:
    """Make what of a batch is not made yet; how many certificates. May be run again after it was cut off."""
    batch = Batch.objects.select_related("scheme__organization", "by", "class_of").filter(pk=batch_pk).first()
    if batch is None:
        return 0
    made = 0
    with translation.override(language):
        for item in batch.items.filter(certificate=None, fault="").select_related("person"):
            made += _make_one(batch, item)
    batch.ended_at = timezone.now()
    batch.save(update_fields=["ended_at"])
    return made


def _make_one(batch: Batch, item: BatchItem) -> bool:
    try:
        with transaction.atomic():
            certificate = granting.grant(
                item.person, batch.scheme, batch.grade, by=batch.by, passed_on=batch.passed_on, class_of=batch.class_of
            )
            documents_of(certificate)
            item.certificate = certificate
            item.save(update_fields=["certificate"])
    except (Refusal, PaperFault, KeyMissing) as problem:
        item.certificate, item.fault = None, str(problem)[:600]
        item.save(update_fields=["fault"])
        return False
    return True


def progress(batch: Batch) -> dict[str, int]:
    """How many are made, could not be made, and wait."""
    rows = batch.items.all()
    made, failed = rows.exclude(certificate=None).count(), rows.exclude(fault="").count()
    return {"all": rows.count(), "made": made, "failed": failed, "waiting": rows.count() - made - failed}


def archive(batch: Batch) -> Iterator[bytes]:
    """All documents of a batch as a ZIP, piece by piece: one document is in memory at a time."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as packed:  # a PDF is packed already
        rows = Certificate.objects.filter(batch_item__batch=batch).select_related("scheme__organization", "version")
        for certificate in rows.order_by("pk").iterator(chunk_size=50):
            made = documents_of(certificate)
            name = _name(certificate.printed["name"])
            packed.writestr(f"{certificate.number} {name}.pdf", bytes(made.pdf))
            yield pipe.taken()
    yield pipe.taken()


def _name(name: str) -> str:
    """A name that any system takes as part of a file's."""
    return "".join(sign if sign.isalnum() or sign in " -·" else "_" for sign in name)[:60].strip() or "_"


class _Pipe:
    """What is written comes out at the other end; a ZIP needs to know only how much it was."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.written = 0

    def write(self, piece: bytes, /) -> int:
        self.pieces.append(bytes(piece))
        self.written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self.written

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is held open."""

    def taken(self) -> bytes:
        found = b"".join(self.pieces)
        self.pieces.clear()
        return found
