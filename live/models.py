"""The durable log and its companions. Nothing here knows what a stream is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stream(models.Model):
    """One append-only log. Its row is what a writer locks, so it has one writer at a time.

    ``genesis`` is where the hash chain begins (it binds the stream's set-up), ``head`` where it
    stands, ``due_at`` (epoch ms) the next thing that happens by itself.
    """

    key = models.UUIDField(editable=False)
    kind = models.CharField(max_length=20)
    seq = models.PositiveBigIntegerField(default=0)
    genesis = models.BinaryField(max_length=32)
    head = models.BinaryField(max_length=32)
    due_at = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        verbose_name = _("stream")
        verbose_name_plural = _("streams")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="live_stream_once")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


class Entry(models.Model):
    """One event. ``c`` = SHA-256(salt ‖ canonical event), ``h`` = SHA-256(h before ‖ seq ‖ c).

    Erasing a text drops ``data`` and ``salt`` and keeps ``c``: the chain still holds.
    """

    stream = models.ForeignKey(Stream, models.PROTECT, related_name="entries")
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    audience = models.CharField(max_length=80)
    at = models.BigIntegerField()
    by = models.CharField(max_length=60, null=True)  # noqa: DJ001 (None is the clock, "" would be a seat)
    data = models.TextField(null=True)  # noqa: DJ001 (None is erased)
    salt = models.BinaryField(max_length=16, null=True)
    c = models.BinaryField(max_length=32)
    h = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="live_entry_numbered_once")]

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.seq} {self.kind}"


class Receipt(models.Model):
    """That a command was carried out: sent again with the same id, it gets the same answer."""

    stream = models.ForeignKey(Stream, models.CASCADE, related_name="receipts")
    seat = models.CharField(max_length=60)
    command = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32)
    seq = models.PositiveBigIntegerField()
    proof = models.TextField(null=True)  # noqa: DJ001 (None: there is nothing to prove)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seat", "command"], name="live_command_done_once")]

    def __str__(self) -> str:
        return f"{self.seat} {self.command}"


class Snapshot(models.Model):
    """The folded state at one point: a cache that may be deleted at any time."""

    stream = models.ForeignKey(Stream, models.CASCADE, related_name="snapshots")
    seq = models.PositiveBigIntegerField()
    shape = models.CharField(max_length=40)
    h = models.BinaryField(max_length=32)
    at = models.BigIntegerField()
    told = models.JSONField()
    state = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq", "shape"], name="live_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.stream_id}@{self.seq}"


class Ticket(models.Model):
    """Entry for one socket without a cookie, once, for half a minute. Only the token's SHA-256 is kept."""

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20)
    key = models.UUIDField()
    seat = models.CharField(max_length=60)
    person = models.CharField(max_length=40, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind}/{self.key} {self.seat}"
