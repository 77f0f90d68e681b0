"""Certificates: who may have one, issuing, renewing, recording those from elsewhere, suspending and revoking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from types import EllipsisType
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from paper import glyphs
from people.models import Organization, User
from training.certification import words
from training.certification.designing import grade as grade_in
from training.certification.designing import version_on
from training.certification.engine.expiry import Term, renewable_from, term
from training.certification.engine.needs import Facts, Verdict, all_met, verdicts
from training.certification.engine.scheme import Grade
from training.certification.facts import facts_of
from training.certification.ledger import ancestry
from training.certification.models import Certificate, CertificateTally, Event, Evidence, Scheme, SchemeVersion
from training.classes.models import Class
from training.refusals import Refusal

State = Certificate.State


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands with a grade: every need with its verdict, and the certificate that would be renewed."""

    version: SchemeVersion
    grade: Grade
    verdicts: list[Verdict]
    renews: Certificate | None

    @property
    def met(self) -> bool:
        return all_met(self.verdicts)


def current(person: User, scheme: Scheme, grade: str) -> Certificate | None:
    """The running cycle: the latest certificate of the grade that is neither replaced nor revoked."""
    rows = person.certificates.filter(scheme=scheme, grade=grade).exclude(state__in=(State.REPLACED, State.REVOKED))
    return rows.order_by("-begins", "-pk").first()


def standing(
    person: User,
    scheme: Scheme,
    grade: str,
    on: date | None = None,
    *,
    version: SchemeVersion | None = None,
    facts: Facts | None = None,
    renews: Certificate | EllipsisType | None = ...,
) -> Standing:
    """What of the grade's needs somebody meets on that day. Raises Refusal where the scheme has no such grade.

    Whoever has a certificate of it that can be renewed is asked for what a renewal needs. ``version``, ``facts``
    and ``renews``: read beforehand, where many people are asked about.
    """
    on = on or timezone.localdate()
    version = version or version_on(scheme, on)
    found = grade_in(version, code=grade)
    facts = facts or facts_of([person], on)[person.pk]
    if renews is ...:
        renews = current(person, scheme, grade)
    assert not isinstance(renews, EllipsisType)
    if renews is not None and found.renewable and renews.until is not None:
        return Standing(version, found, verdicts(found.renewal, facts, on, renews.begins), renews)
    return Standing(version, found, verdicts(found.needs, facts, on), renews)


def grant(
    person: User,
    scheme: Scheme,
    grade: str,
    *,
    by: User,
    passed_on: date,
    class_of: Class | None = None,
    exception: str = "",
) -> Certificate:
    """Issue a certificate, or the next cycle of one that ends. Raises Refusal, with everything that is missing.

    ``exception``: issued although a need is not met, for a reason that stays with the certificate.
    """
    if scheme.origin != Scheme.Origin.HERE:
        raise Refusal(_("“%(scheme)s” is issued elsewhere: record it with its evidence.") % {"scheme": scheme})
    if passed_on > timezone.localdate():
        raise Refusal(_("The day of the pass is still to come. Nothing was issued."))
    if by.pk == person.pk:
        raise Refusal(_("Nobody certifies themselves: somebody else has to issue it."))
    with transaction.atomic():
        held = (
            User.objects.select_for_update(no_key=True, of=("self",)).select_related("organization").get(pk=person.pk)
        )
        found = standing(held, scheme, grade, passed_on)
        if not found.met and not exception.strip():
            missing = "；".join(words.need(each.need) for each in found.verdicts if not each.met)
            told = {"name": held, "missing": missing}
            raise Refusal(_("%(name)s: still missing: %(missing)s. Nothing was issued.") % told)
        days = _term(found, passed_on)
        return _issue(held, found, days, by, passed_on, class_of=class_of, reason=exception.strip())


def _term(found: Standing, passed_on: date) -> Term:
    renews, validity = found.renews, found.grade.validity
    if renews is None:
        return term(validity, passed_on)
    if renews.state == State.SUSPENDED:
        raise Refusal(_("The certificate %(number)s is suspended: decide on it first.") % {"number": renews.number})
    early = renewable_from(validity, renews.until)
    if early is None:
        raise Refusal(_("There is a certificate already that does not end: %(number)s.") % {"number": renews.number})
    if passed_on < early:
        told = {"number": renews.number, "until": words.day(renews.until), "from": words.day(early)}
        raise Refusal(_("%(number)s holds until %(until)s and can be renewed from %(from)s.") % told)
    if not found.grade.renewable and renews.until is not None and renews.until >= passed_on:
        told = {"number": renews.number, "until": words.day(renews.until)}
        raise Refusal(_("%(number)s holds until %(until)s and is not renewed.") % told)
    return term(validity, passed_on, renews.until)


def _issue(
    person: User,
    found: Standing,
    days: Term,
    by: User,
    passed_on: date,
    *,
    reason: str = "",
    class_of: Class | None = None,
    **more: Any,
) -> Certificate:
    scheme = found.version.scheme
    printed = _printed(person, found, class_of)
    if lost := glyphs.missing(*_texts(printed)):
        told = {"name": person, "signs": "、".join(lost)}
        raise Refusal(_("%(name)s: the certificate’s font has no shape for: %(signs)s. Nothing was issued.") % told)
    renews = found.renews
    made = Certificate.objects.create(
        person=person,
        unit=person.organization,
        scheme=scheme,
        version=found.version,
        grade=found.grade.code,
        passed_on=passed_on,
        begins=days.begins,
        until=days.until,
        renews=renews,
        class_of=class_of,
        printed=printed,
        name_open=renews.name_open if renews else False,
        issued_by=by,
        **more,
    )
    _tally(made, 1)
    _happen(made, Event.Kind.ISSUED, by, reason)
    if renews is not None:
        _tally(renews, -1)
        _turn(renews, State.REPLACED, Event.Kind.REPLACED, by, made.number)
    return made


def _printed(person: User, found: Standing, class_of: Class | None) -> dict[str, Any]:
    scheme = found.version.scheme
    return {
        "name": person.name,
        "unit": _both(person.organization),
        "scheme": {"zh": scheme.title, "en": scheme.title_en or scheme.title},
        "grade": dict(zip(("zh", "en"), found.grade.title, strict=True)),
        "issuer": _both(scheme.organization),
        "class": {"zh": class_of.title, "en": class_of.title_en or class_of.title} if class_of else None,
    }


def _both(organization: Organization | None) -> dict[str, str]:
    if organization is None:
        return {"zh": "", "en": ""}
    return {"zh": organization.name, "en": organization.name_en or organization.name}


def _texts(printed: dict[str, Any]) -> Iterable[str]:
    for each in printed.values():
        if isinstance(each, dict):
            yield from each.values()
        elif each:
            yield each


def record_elsewhere(
    evidence: Evidence,
    scheme: Scheme,
    grade: str,
    *,
    by: User,
    begins: date,
    until: date | None,
    number: str,
    issuer: str,
) -> Certificate:
    """Record what somebody else issued, on the ground of evidence that a named person accepted. Raises Refusal."""
    if scheme.origin != Scheme.Origin.ELSEWHERE:
        raise Refusal(_("“%(scheme)s” is issued here and not recorded.") % {"scheme": scheme})
    if evidence.state != Evidence.State.ACCEPTED:
        raise Refusal(_("The evidence has to be checked and accepted first. Nothing was recorded."))
    if until is not None and until < begins:
        raise Refusal(_("It would end before it begins. Nothing was recorded."))
    with transaction.atomic():
        held = (
            User.objects.select_for_update(no_key=True, of=("self",))
            .select_related("organization")
            .get(pk=evidence.person_id)
        )
        version = version_on(scheme, begins)
        found = Standing(version, grade_in(version, code=grade), [], None)
        there = held.certificates.filter(scheme=scheme, foreign_number=number).exclude(state=State.REVOKED)
        if there.exists():
            raise Refusal(_("The number “%(number)s” is recorded for this person already.") % {"number": number})
        return _issue(
            held,
            found,
            Term(begins, until),
            by,
            begins,
            evidence=evidence,
            foreign_number=number,
            foreign_issuer=issuer,
        )


def suspend(certificate: Certificate, *, by: User, reason: str) -> Certificate:
    """It does not hold until somebody decides again. Raises Refusal."""
    return _decide(certificate, (State.VALID,), State.SUSPENDED, Event.Kind.SUSPENDED, by=by, reason=reason)


def reinstate(certificate: Certificate, *, by: User, reason: str) -> Certificate:
    """A suspended one holds again. Raises Refusal."""
    return _decide(certificate, (State.SUSPENDED,), State.VALID, Event.Kind.REINSTATED, by=by, reason=reason)


def revoke(certificate: Certificate, *, by: User, reason: str) -> Certificate:
    """It holds no more, for ever; its page says so, when and why. Raises Refusal."""
    return _decide(certificate, (State.VALID, State.SUSPENDED), State.REVOKED, Event.Kind.REVOKED, by=by, reason=reason)


def _decide(
    certificate: Certificate, before: Sequence[str], after: str, kind: Event.Kind, *, by: User, reason: str
) -> Certificate:
    if not reason.strip():
        raise Refusal(_("Write down why: it stays with the certificate. Nothing was changed."))
    if by.pk == certificate.person_id:
        raise Refusal(_("Nobody decides on their own certificate."))
    with transaction.atomic():
        held = (
            Certificate.objects.select_for_update(no_key=True, of=("self",))
            .select_related("unit")
            .get(pk=certificate.pk)
        )
        if held.state not in before:
            told = {"number": held.number, "state": held.get_state_display()}
            raise Refusal(_("%(number)s is %(state)s. Nothing was changed.") % told)
        _tally(held, (after == State.VALID) - (held.state == State.VALID))
        _turn(held, after, kind, by, reason.strip())
    return held


def open_name(certificate: Certificate, *, by: User, agreed: bool) -> None:
    """The holder's own word on whether whoever has the number reads the name. Raises Refusal."""
    if by.pk != certificate.person_id:
        raise Refusal(_("Only the holder decides whether the name is shown."))
    with transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(name_open=agreed)
        _happen(certificate, Event.Kind.NAME_OPEN if agreed else Event.Kind.NAME_CLOSED, by, "")


def _turn(certificate: Certificate, after: str, kind: Event.Kind, by: User, reason: str) -> None:
    certificate.state = after
    Certificate.objects.filter(pk=certificate.pk).update(state=after)
    _happen(certificate, kind, by, reason)


def _happen(certificate: Certificate, kind: Event.Kind, by: User, reason: str) -> None:
    Event.objects.create(certificate=certificate, kind=kind, by=by, reason=reason[:300])


def _tally(certificate: Certificate, change: int) -> None:
    """Count it in its unit and in all above; in one order everywhere, so that two at once never wait for each other."""
    if not change:
        return
    key: dict[str, Any] = {
        "scheme_id": certificate.scheme_id,
        "grade": certificate.grade,
        "until": certificate.until or CertificateTally.NEVER,
    }
    for unit in sorted(ancestry(certificate.unit)):
        tally, _made = CertificateTally.objects.get_or_create(unit_id=unit, **key)
        CertificateTally.objects.filter(pk=tally.pk).update(number=F("number") + change)


def state_on(certificate: Certificate, on: date) -> str:
    """``valid``, ``future``, ``expired``, ``suspended``, ``revoked`` or ``replaced`` on that day.

    One that is renewed early is valid until the next begins.
    """
    if certificate.state in (State.SUSPENDED, State.REVOKED):
        return certificate.state
    following = getattr(certificate, "renewed_by", None)
    if certificate.state == State.REPLACED and (following is None or following.begins <= on):
        return State.REPLACED
    if certificate.begins > on:
        return "future"
    return "expired" if certificate.until and certificate.until < on else "valid"
