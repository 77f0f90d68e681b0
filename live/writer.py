"""The one writer of a serving process: commands that wait at the same moment share one commit.

It runs in a thread of its own, so that neither the disk nor a query ever holds up a socket.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import Error as DatabaseError
from django.db import connection
from django.utils.functional import cached_property

from live import log
from live.log import Address, Outcome, Submission
from live.machine import Refused

logger = logging.getLogger(__name__)

BATCH = 256
#: How a database says that it cannot write at all, as against: not just now.
_CANNOT_WRITE = ("disk is full", "readonly", "read-only", "No space left", "disk I/O error")


@dataclass(slots=True)
class Job:
    """A command with whoever waits for its outcome, or streams whose time has come."""

    answer: Callable[[Outcome], None]
    submission: Submission | None = None
    due: Sequence[Address] = ()


def refusal_for(problem: Exception) -> Refused:
    """What a failed transaction means to the sender: nothing of it has happened."""
    if isinstance(problem, DatabaseError):
        words = str(problem)
        return Refused("read_only" if any(sign in words for sign in _CANNOT_WRITE) else "try_again")
    return Refused("internal")


@dataclass
class Writer:
    """Carries out jobs in the order of their coming. ``answer`` is called in the writer's thread."""

    jobs: "queue.SimpleQueue[Job | None]" = field(default_factory=queue.SimpleQueue)

    @cached_property
    def thread(self) -> threading.Thread:
        return threading.Thread(target=self._run, name="live-writer", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self, timeout: float = 8) -> None:
        """Finish what was handed in and end; waits at most ``timeout`` seconds."""
        self.jobs.put(None)
        self.thread.join(timeout)

    def submit(self, submission: Submission, answer: Callable[[Outcome], None]) -> None:
        """Have one command carried out."""
        self.jobs.put(Job(answer, submission))

    def pass_time(self, due: Sequence[Address], answer: Callable[[Outcome], None]) -> None:
        """Let time pass on these streams."""
        self.jobs.put(Job(answer, due=due))

    def _run(self) -> None:
        while True:
            batch = self._waiting()
            if batch is None:
                connection.close()
                return
            self._carry_out(batch)
            self._snapshots(batch)

    def _waiting(self) -> list[Job] | None:
        """Everything that waits now, at least one; None when the end has come."""
        job = self.jobs.get()
        if job is None:
            return None
        batch = [job]
        while len(batch) < BATCH and not self.jobs.empty():
            job = self.jobs.get()
            if job is None:
                self.jobs.put(None)
                break
            batch.append(job)
        return batch

    def _carry_out(self, batch: list[Job]) -> None:
        due = [address for job in batch for address in job.due]
        commands = [job for job in batch if job.submission]
        try:
            outcomes = log.append([job.submission for job in commands if job.submission], due=due)
        except Exception as problem:  # the last resort: whatever failed, nothing was acknowledged
            if len(batch) > 1:  # one bad command must not take its neighbours with it
                for job in batch:
                    self._carry_out([job])
                return
            refusal = refusal_for(problem)
            logger.log(
                logging.ERROR if refusal.code == "internal" else logging.WARNING, "Not written", exc_info=problem
            )
            connection.close()
            outcomes = [refusal] * len(commands)
        for job, outcome in zip(commands, outcomes, strict=True):
            job.answer(outcome)
        for job in batch:
            if job.submission is None:
                job.answer(log.Done(0))

    def _snapshots(self, batch: list[Job]) -> None:
        """Where a stream has grown by enough, keep its state, when nobody waits."""
        if not self.jobs.empty():
            return
        for address in {job.submission.address for job in batch if job.submission}:
            head = log.wants_snapshot(address)
            if head is not None:
                try:
                    log.keep_snapshot(head, address)
                except DatabaseError:  # a cache: the next time will do
                    logger.warning("No snapshot of %s", address, exc_info=True)
                    connection.close()
