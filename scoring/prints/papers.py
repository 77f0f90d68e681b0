"""The papers of a contest as PDF, in Chinese or English; each takes the contest and gives the bytes of a file."""

from collections.abc import Callable, Mapping
from typing import Any

import qrcode
import qrcode.image.svg
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from paper.pdf import MissingGlyph, render
from scoring.contests.library import in_words
from scoring.contests.models import Contest
from scoring.contests.registering import Refusal
from scoring.models import Panel
from scoring.prints import facts
from scoring.rubric_files import built

#: The site's address, such as https://host, for the codes that lead back to it.
Site = str
Paper = Callable[[Contest, str, Site], bytes]


def _plain(contest: Contest, language: str, title: str, parts: list[dict[str, Any]]) -> bytes:
    about = [" · ".join(filter(None, (contest.theme, contest.venue, contest.starts_on.isoformat())))]
    data = {"title": title, "subtitle": str(contest), "about": about, "imprint": str(contest), "parts": parts}
    return render("plain", data, language)


def _table(head: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"kind": "table", "head": head, "rows": [[cell or "—" for cell in row] for row in rows]}


def run_sheet(contest: Contest, language: str, site: Site) -> bytes:
    """Every match by its hour, with a column for what really happened. Raises Refusal."""
    found = facts.lines(contest, coded=False)
    if not found:
        raise Refusal(_("No match is planned yet, so there is nothing to print."))
    head = [_("Planned for"), _("Room"), _("Workers’ side"), _("Employer’s side"), _("Case"), _("Began – ended")]
    rows = [
        [facts.clock(each.match), each.room, each.workers, each.employer, str(each.match.session.scenario), " – "]
        for each in found
    ]
    return _plain(contest, language, _("Run sheet"), [_table(head, rows)])


def score_sheets(contest: Contest, language: str, site: Site) -> bytes:
    """A sheet for each judge of each panel, should the tablets fail; its code leads to the ballot for typing in."""
    parts: list[dict[str, Any]] = []
    for panel in facts.panels(contest):
        for place in panel.places.all():
            if place.role == "judge":
                parts += _score_sheet(contest, panel, place, site)
    if not parts:
        raise Refusal(_("No panel is seated yet, so there is nothing to print."))
    return _plain(contest, language, _("Score sheets"), parts)


def _score_sheet(contest: Contest, panel: Panel, place: Any, site: Site) -> list[dict[str, Any]]:
    match = panel.session.match
    subjects = sorted(panel.set_up["subjects"].items(), key=lambda entry: entry[1]["number"])
    criteria = built(panel.rubric.content).criteria.values()
    address = site + reverse("scoring:ballot", args=[panel.key])
    parts: list[dict[str, Any]] = [
        {
            "kind": "heading",
            "text": f"{facts.clock(match)} {facts.room_of(match)} · {place.title} · {place.person or ''}",
        },
        {"kind": "text", "text": f"{match.workers.code or '—'} — {match.employer.code or '—'}"},
    ]
    for kind in ("team", "person"):
        judged = [in_words(each["title"]) for _id, each in subjects if each["kind"] == kind]
        rows = [
            [f"{each.number}. {in_words(dict(each.title))}", *["        " for _subject in judged]]
            for each in criteria
            if each.kind == kind
        ]
        if rows:
            scale = next(each.scale for each in criteria if each.kind == kind)
            told = {"low": scale.low, "high": scale.high, "step": scale.step}
            parts.append({"kind": "text", "text": _("From %(low)s to %(high)s in steps of %(step)s.") % told})
            parts.append({"kind": "boxes", "head": [_("Criterion"), *judged], "rows": rows})
    said = _("Type it in here, signed in as this judge: %(address)s") % {"address": address}
    parts.append({"kind": "note", "text": _("Signature: ______________________   Time: ____________")})
    parts.append({"kind": "drawing", "svg": _qr(address), "says": said, "width": 20})
    parts.append({"kind": "text", "text": said})
    return [*parts, {"kind": "page"}]


def _qr(text: str) -> str:
    image = qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage, border=1, box_size=6)
    drawn: str = image.to_string(encoding="unicode")
    return drawn


def name_plates(contest: Contest, language: str, site: Site) -> bytes:
    """A sheet to fold for everybody who sits at a table. Raises Refusal."""
    found = facts.people(contest)
    if not found:
        raise Refusal(_("No team takes part yet, so there is nothing to print."))
    return render("plates", {"title": _("Name plates"), "plates": found}, language)


def standings(contest: Contest, language: str, site: Site) -> bytes:
    """The published standings. Raises Refusal while there are none."""
    version = facts.published(contest)
    components = contest.format["components"]
    head = [_("Place"), _("Team"), *[in_words(each["title"]) for each in components], _("Total")]
    rows = [
        [
            "" if line["place"] is None else str(line["place"]),
            in_words(line["name"]),
            *[
                facts.marks(line["parts"][each["id"]]["weighted"]) if each["id"] in line["parts"] else ""
                for each in components
            ],
            facts.marks(line["total"]),
        ]
        for line in version.content
    ]
    said = _("Version %(version)s, computed by %(one)s, confirmed by %(other)s")
    told = {"version": version.version, "one": version.computed_by, "other": version.confirmed_by}
    return _plain(contest, language, _("Standings"), [{"kind": "text", "text": said % told}, _table(head, rows)])


def awards(contest: Contest, language: str, site: Site) -> bytes:
    """Who got which title. Raises Refusal while nothing is published."""
    version = facts.published(contest)
    titles = {each["id"]: in_words(each["title"]) for each in contest.format["titles"]}
    parts: list[dict[str, Any]] = []
    for award in version.awards:
        if award["winners"]:
            parts.append({"kind": "heading", "text": titles.get(award["title"], award["title"])})
            parts.append({"kind": "list", "items": [_winner(each) for each in award["winners"]]})
    if not parts:
        raise Refusal(_("The published version has no titles, so there is nothing to print."))
    return _plain(contest, language, _("Titles"), parts)


def _winner(each: Mapping[str, Any]) -> str:
    team = f" · {in_words(each['team'])}" if each["team"] else ""
    return f"{in_words(each['name'])}{team}"


def certificates(contest: Contest, language: str, site: Site) -> bytes:
    """One page for each title that was won, in both languages. Raises Refusal while nothing is published."""
    version = facts.published(contest)
    titles = {each["id"]: each["title"] for each in contest.format["titles"]}
    title_en = contest.title_en or contest.title
    made = [
        {
            "name": winner["name"]["zh"],
            "team": winner["team"].get("zh", "") if winner["team"] else "",
            "zh": f"在“{contest.title}”中荣获",
            "en": f"is awarded, at the {title_en},",
            "title": titles.get(award["title"], {"zh": award["title"], "en": award["title"]}),
            "number": f"{contest.slug}-{version.version}-{award['title']}-{place:02}",
        }
        for award in version.awards
        for place, winner in enumerate(award["winners"], 1)
    ]
    if not made:
        raise Refusal(_("The published version has no titles, so there is nothing to print."))
    data = {
        "title": _("Certificates"),
        "heading": {"zh": "荣誉证书", "en": "Certificate"},
        "issuer": contest.organization.name,
        "date": timezone.localtime(version.published_at).date().isoformat(),
        "certificates": made,
    }
    return render("certificate", data, language)


PAPERS: Mapping[str, Paper] = {
    "run-sheet": run_sheet,
    "score-sheets": score_sheets,
    "name-plates": name_plates,
    "standings": standings,
    "awards": awards,
    "certificates": certificates,
}


def made(contest: Contest, name: str, language: str, site: Site) -> bytes:
    """The paper of this name. Raises Refusal where there is nothing to print, or the fonts lack a character."""
    with translation.override("zh-hans" if language == "zh" else "en"):
        try:
            return PAPERS[name](contest, language, site)
        except MissingGlyph as missing:
            words = _(
                "The fonts cannot print “%(text)s”. Write it in another way where it was typed; nothing was printed."
            )
            raise Refusal(words % {"text": missing.text}) from None
