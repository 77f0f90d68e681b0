"""Going on alone from a moment of a session that is over: what lay on the table then lies on a table of one's own."""

from uuid import UUID

from django.utils.translation import gettext as _

from live import log
from live.models import Stream
from negotiation.engine.state import Table
from negotiation.models import Session
from negotiation.practice.models import Practice
from negotiation.practice.starting import CannotStart, Moment, start
from negotiation.table import machine_of
from people.models import User


def table_at(key: UUID, at: int) -> Table:
    """The table of a session as it stood at this moment (epoch ms), folded from its log."""
    machine = machine_of(key)
    row = Stream.objects.get(kind="sessions", key=key)
    head = log.Head(row.pk, 0, bytes(row.genesis), 0, machine.initial(), {})
    for entry in log.entries_between(row.pk, 0, row.seq):
        if log.event_of(entry).at > at:
            break
        head = log.follow(machine, head, entry)
    table: Table = head.state
    return table


def fork(person: User, session: Session, side: str, at: int, *, level: int, language: str) -> Practice:
    """Practise ``side`` from the moment ``at`` on. Raises CannotStart, also where all was agreed by then."""
    table = table_at(session.key, at)
    scenario = session.played()
    if len(table.agreed) == len(scenario.issues):
        raise CannotStart(_("Everything was agreed by then. Choose an earlier moment."))
    moment = Moment.of(table, scenario, at)
    return start(person, session.scenario, side, level=level, from_offers=moment, language=language)
