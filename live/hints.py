"""That a stream has grown: told within this process, and nowhere written down.

A hint may be lost; whoever needs to be sure reads the log.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from live.log import Grown

_listeners: list[Callable[["Grown"], None]] = []


def listen(listener: Callable[["Grown"], None]) -> None:
    """Call ``listener`` after every commit of this process, in the thread that committed."""
    _listeners.append(listener)


def unlisten(listener: Callable[["Grown"], None]) -> None:
    """Stop calling it."""
    _listeners.remove(listener)


def grown(what: "Grown") -> None:
    """Tell everybody in this process."""
    for listener in list(_listeners):
        listener(what)
