"""Schemes: beginning one, writing its next version as a draft, and putting it in force."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Organization, User
from training.certification import words
from training.certification.engine.scheme import Grade, SchemeFault, grade_of, grades_of
from training.certification.library import patterns
from training.certification.models import Scheme, SchemeVersion
from training.refusals import Refusal

Definition = dict[str, Any]


def begin(pattern: str, organization: Organization, *, by: User | None, slug: str = "") -> Scheme:
    """A scheme from one of the patterns, in force from today. Raises Refusal where its code is taken."""
    told = patterns()[pattern]
    slug = slug or pattern
    if Scheme.objects.filter(slug=slug).exists():
        raise Refusal(_("There is a scheme with the code “%(code)s” already. Nothing was written.") % {"code": slug})
    definition = {"grades": told["grades"]}
    grades_of(definition)
    with transaction.atomic():
        scheme = Scheme.objects.create(
            organization=organization,
            slug=slug,
            field=told["field"],
            origin=told["origin"],
            title=told["title"]["zh"],
            title_en=told["title"]["en"],
        )
        SchemeVersion.objects.create(
            scheme=scheme,
            number=1,
            definition=definition,
            in_force_from=date(2000, 1, 1),
            reason=_("first version"),
            by=by,
        )
    return scheme


def version_on(scheme: Scheme, on: date) -> SchemeVersion:
    """The version in force on that day: the latest that was in force from it or from a day before."""
    found = scheme.versions.filter(in_force_from__lte=on).first()
    return found or scheme.versions.last() or _no_version(scheme)


def _no_version(scheme: Scheme) -> SchemeVersion:
    raise Refusal(_("“%(scheme)s” has no version yet.") % {"scheme": scheme})


def versions_on(schemes: list[Scheme], on: date) -> dict[int, SchemeVersion]:
    """By scheme, the version in force on that day; one query."""
    found: dict[int, SchemeVersion] = {}
    for version in (
        SchemeVersion.objects.filter(scheme__in=schemes, in_force_from__lte=on)
        .select_related("scheme")
        .order_by("number")
    ):
        found[version.scheme_id] = version
    return found


def grade(version: SchemeVersion, code: str) -> Grade:
    """The grade of this code. Raises Refusal."""
    found = grade_of(version.definition, code)
    if found is None:
        raise Refusal(_("The scheme has no grade “%(code)s”.") % {"code": code})
    return found


def draft_of(scheme: Scheme) -> Definition:
    """What the next version says so far; without a draft, what the latest says."""
    if scheme.draft is not None:
        return dict(scheme.draft)
    latest = scheme.versions.first()
    return deepcopy(latest.definition) if latest else {"grades": []}


def change(scheme: Scheme, revision: int, edit: Callable[[Definition], None]) -> Scheme:
    """Let ``edit`` change the draft, which has to be a scheme afterwards.

    ``revision``: what the editor saw. Raises Refusal where somebody was faster, or the draft would be none.
    """
    with transaction.atomic():
        held = Scheme.objects.select_for_update(no_key=True).get(pk=scheme.pk)
        if held.revision != revision:
            told = _("Somebody else changed the draft meanwhile. Nothing was written; look at theirs and try again.")
            raise Refusal(told)
        definition = deepcopy(draft_of(held))
        edit(definition)
        try:
            grades_of(definition)
        except SchemeFault as found:
            raise Refusal(words.fault(found)) from None
        held.draft, held.revision = definition, held.revision + 1
        held.save(update_fields=["draft", "revision"])
    return held


def put_in_force(scheme: Scheme, *, by: User, in_force_from: date, reason: str) -> SchemeVersion:
    """Make the draft the next version. Certificates issued before keep theirs, and their dates. Raises Refusal."""
    with transaction.atomic():
        held = Scheme.objects.select_for_update(no_key=True).get(pk=scheme.pk)
        latest = held.versions.first()
        if held.draft is None or (latest and latest.definition == held.draft):
            raise Refusal(_("The draft says what the version in force says. There is nothing to put in force."))
        if not reason.strip():
            raise Refusal(_("Write down why the rules change: everybody who works for it reads it."))
        if in_force_from < timezone.localdate():
            raise Refusal(_("Rules never change for days that are past: choose today or a later day."))
        made = SchemeVersion.objects.create(
            scheme=held,
            number=(latest.number if latest else 0) + 1,
            definition=held.draft,
            in_force_from=in_force_from,
            reason=reason.strip()[:300],
            by=by,
        )
        held.draft, held.revision = None, held.revision + 1
        held.save(update_fields=["draft", "revision"])
    return made


def drop_draft(scheme: Scheme) -> None:
    """Write nothing new after all."""
    Scheme.objects.filter(pk=scheme.pk).update(draft=None, revision=scheme.revision + 1)


def place_of(definition: Definition, code: str) -> dict[str, Any]:
    """The grade's data within the definition. Raises Refusal."""
    for each in definition["grades"]:
        if each["code"] == code:
            return each  # type: ignore[no-any-return]
    raise Refusal(_("The scheme has no grade “%(code)s”.") % {"code": code})


def add_need(scheme: Scheme, revision: int, code: str, which: str, need: Mapping[str, Any]) -> Scheme:
    """Ask for one thing more; ``which``: ``needs`` or ``renewal``. Raises Refusal."""

    def edit(definition: Definition) -> None:
        grade = place_of(definition, code)
        grade[which] = [*(grade.get(which) or []), dict(need)]

    return change(scheme, revision, edit)


def drop_need(scheme: Scheme, revision: int, code: str, which: str, place: int) -> Scheme:
    """Ask for one thing less. Raises Refusal."""

    def edit(definition: Definition) -> None:
        rows = place_of(definition, code).get(which) or []
        if not 0 <= place < len(rows):
            raise Refusal(_("This need is gone already."))
        del rows[place]

    return change(scheme, revision, edit)


def set_grade(scheme: Scheme, revision: int, code: str, fields: Mapping[str, Any], *, renewable: bool) -> Scheme:
    """A grade's titles and validity, for a grade that is there or a new one at the end. Raises Refusal."""

    def edit(definition: Definition) -> None:
        found = next((each for each in definition["grades"] if each["code"] == code), None)
        if found is None:
            found = {"code": code, "needs": []}
            definition["grades"].append(found)
        found.update(fields)
        if renewable:
            found["renewal"] = found.get("renewal") or []
        else:
            found.pop("renewal", None)

    return change(scheme, revision, edit)


def drop_grade(scheme: Scheme, revision: int, code: str) -> Scheme:
    """The next version has this grade no more; certificates of it stay as they are. Raises Refusal."""

    def edit(definition: Definition) -> None:
        definition["grades"].remove(place_of(definition, code))

    return change(scheme, revision, edit)
