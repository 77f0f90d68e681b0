"""The papers of a contest as PDF, in Chinese or English; each takes the contest and gives the bytes of a file."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from scoring.contests.library import in_words
from scoring.contests.models import Contest
from scoring.prints import facts
from scoring.prints.facts import NothingToPrint
from scoring.prints.score_sheets import sheet_of
from scoring.prints.setting import set_in_type

#: A certificate is in both languages, whatever language its reader has.
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)

#: The site's address, such as https://host, for the codes that lead back to it.
Site = str
Paper = Callable[[Contest, str, Site], bytes]


def _plain(contest: Contest, language: str, title: str, parts: list[dict[str, Any]], *, flipped: bool = False) -> bytes:
    about = [" · ".join(filter(None, (contest.theme, contest.venue, contest.starts_on.isoformat())))]
    data = {"title": title, "subtitle": str(contest), "about": about, "imprint": str(contest), "parts": parts}
    return set_in_type("plain", data | {"flipped": flipped}, language)


def _table(head: list[str], rows: list[list[str]], widths: Sequence[float]) -> dict[str, Any]:
    """``widths``: shares of the line by column, 0 for one as wide as its words."""
    filled = [[cell or "—" for cell in row] for row in rows]
    return {"kind": "table", "head": head, "rows": filled, "widths": list(widths)}


def run_sheet(contest: Contest, language: str, site: Site) -> bytes:
    """Every match by its hour, with a column for what really happened. Raises NothingToPrint."""
    found = facts.lines(contest)
    if not found:
        raise NothingToPrint(_("No match is planned yet, so there is nothing to print."))
    head = [
        _("Planned for"),
        _("Room"),
        _("Stage"),
        _("Workers’ side"),
        _("Employer’s side"),
        _("Case"),
        _("Panel"),
        _("Began – ended"),
    ]
    rows = [
        [
            facts.clock(each.match),
            each.room,
            each.stage,
            each.workers,
            each.employer,
            str(each.match.session.scenario),
            each.judges,
            " – ",
        ]
        for each in found
    ]
    widths = [0, 1, 1.2, 1.8, 1.8, 1.8, 2, 1.2]
    return _plain(contest, language, _("Run sheet"), [_table(head, rows, widths)], flipped=True)


def score_sheets(contest: Contest, language: str, site: Site) -> bytes:
    """A sheet for each judge of each panel, should the tablets fail; its code leads to the ballot for typing in.

    Raises NothingToPrint where no panel is seated whose result is still to be published.
    """
    sheets = [
        sheet_of(contest, panel, place, site)
        for panel in facts.panels(contest)
        for place in panel.places.all()
        if place.role == "judge"
    ]
    if not sheets:
        raise NothingToPrint(_("No panel is seated that still has to judge, so there is nothing to print."))
    return set_in_type("scoresheet", {"title": f"{_('Score sheets')} · {contest}", "sheets": sheets}, language)


def name_plates(contest: Contest, language: str, site: Site) -> bytes:
    """A sheet to fold for everybody who sits at a table. Raises NothingToPrint."""
    found = facts.people(contest)
    if not found:
        raise NothingToPrint(_("No team takes part yet, so there is nothing to print."))
    return set_in_type("plates", {"title": f"{_('Name plates')} · {contest}", "plates": found}, language)


def standings(contest: Contest, language: str, site: Site) -> bytes:
    """The published standings. Raises NothingToPrint while there are none."""
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
    widths = [0, 3, *[1 for _component in components], 1]
    said = _("Version %(version)s, computed by %(one)s, confirmed by %(other)s")
    told = {"version": version.version, "one": version.computed_by, "other": version.confirmed_by}
    return _plain(
        contest, language, _("Standings"), [{"kind": "text", "text": said % told}, _table(head, rows, widths)]
    )


def awards(contest: Contest, language: str, site: Site) -> bytes:
    """Who got which title. Raises NothingToPrint while nothing is published."""
    version = facts.published(contest)
    titles = {each["id"]: in_words(each["title"]) for each in contest.format["titles"]}
    parts: list[dict[str, Any]] = []
    for award in version.awards:
        if award["winners"]:
            parts.append({"kind": "heading", "text": titles.get(award["title"], award["title"])})
            parts.append({"kind": "list", "items": [_winner(each) for each in award["winners"]]})
    if not parts:
        raise NothingToPrint(_("The published version has no titles, so there is nothing to print."))
    return _plain(contest, language, _("Titles"), parts)


def _winner(each: Mapping[str, Any]) -> str:
    team = f" · {in_words(each['team'])}" if each["team"] else ""
    return f"{in_words(each['name'])}{team}"


def certificates(contest: Contest, language: str, site: Site) -> bytes:
    """One page for each title that was won, in both languages. Raises NothingToPrint while nothing is published."""
    version = facts.published(contest)
    titles = {each["id"]: each["title"] for each in contest.format["titles"]}
    made = [
        {
            "name": facts.both(winner["name"]),
            "team": facts.both(winner["team"]),
            "zh": f"在“{contest.title}”中荣获",
            "en": f"is awarded, at “{contest.title_en or contest.title}”,",
            "title": titles.get(award["title"], {"zh": award["title"], "en": award["title"]}),
            "number": f"{contest.slug}-{version.version}-{award['title']}-{place:02}",
        }
        for award in version.awards
        for place, winner in enumerate(award["winners"], 1)
    ]
    if not made:
        raise NothingToPrint(_("The published version has no titles, so there is nothing to print."))
    day = timezone.localtime(version.published_at).date()
    issuer = contest.organization
    data = {
        "title": f"{_('Certificates')} · {contest}",
        "heading": {"zh": "荣誉证书", "en": "Certificate"},
        "issuer": {"zh": issuer.name, "en": issuer.name_en or issuer.name},
        "date": {"zh": f"{day.year}年{day.month}月{day.day}日", "en": f"{day.day} {MONTHS[day.month - 1]} {day.year}"},
        "certificates": made,
    }
    return set_in_type("certificate", data, language)


PAPERS: Mapping[str, Paper] = {
    "run-sheet": run_sheet,
    "score-sheets": score_sheets,
    "name-plates": name_plates,
    "standings": standings,
    "awards": awards,
    "certificates": certificates,
}


def made(contest: Contest, name: str, language: str, site: Site) -> bytes:
    """The paper of this name. Raises NothingToPrint, or Unprintable where the fonts lack a character."""
    with translation.override("zh-hans" if language == "zh" else "en"):
        return PAPERS[name](contest, language, site)
