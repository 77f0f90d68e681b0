"""Keeping tags and taking them back. The same tag twice, as bad wifi sends it, is one."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from live.machine import SIDES, Refused
from negotiation.engine.speech import CODES
from negotiation.models import Session, Tag
from people.models import User

_LATEST = 2**53
_OFFER = re.compile(r"o[0-9]{1,9}")


def keep(session: Session, coder: User, data: Mapping[str, Any]) -> Tag:
    """Keep ``{"id", "at", "code", "side", "speaker"?, "offer"?}``; sent again with the same id, nothing changes.

    A speaker's side is the seat's own. Raises Refused: ``bad_data`` naming the field, ``id_reused`` when the id
    is that of another session's or another coder's tag.
    """
    id = tag_id(data)
    speaker = _text(data, "speaker")
    side = session.set_up[speaker]["side"] if speaker in session.set_up else data.get("side")
    if speaker and (speaker not in session.set_up or not side):
        raise Refused("bad_data", field="speaker")
    if side not in SIDES:
        raise Refused("bad_data", field="side")
    code = _text(data, "code")
    if code not in CODES:
        raise Refused("bad_data", field="code")
    offer = _text(data, "offer")
    if offer and not _OFFER.fullmatch(offer):
        raise Refused("bad_data", field="offer")
    known = {"at": _moment(data), "side": side, "speaker": speaker, "code": code, "offer": offer}
    with transaction.atomic():
        tag, _made = Tag.objects.get_or_create(id=id, defaults={"session": session, "coder": coder, **known})
    if (tag.session_id, tag.coder_id) != (session.pk, coder.pk):
        raise Refused("id_reused")
    return tag


def take_back(session: Session, coder: User, id: UUID) -> None:
    """Take the coder's own tag back; one that is not there, or no longer, is no fault."""
    Tag.objects.filter(id=id, session=session, coder=coder).delete()


def tag_id(data: Mapping[str, Any]) -> UUID:
    """The id of a tag. Raises Refused ``bad_data``."""
    try:
        return UUID(str(data.get("id")))
    except ValueError:
        raise Refused("bad_data", field="id") from None


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str):
        raise Refused("bad_data", field=name)
    return value


def _moment(data: Mapping[str, Any]) -> int:
    at = data.get("at")
    if isinstance(at, bool) or not isinstance(at, int) or not 0 < at < _LATEST:
        raise Refused("bad_data", field="at")
    return at
