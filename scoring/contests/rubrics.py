"""By which rubric the panel of a match judges: its component's, with as many ballots left out as the format says."""

from typing import Any

from negotiation.models import Session
from scoring import rubric_files
from scoring.contests.models import Match
from scoring.models import Rubric
from scoring.panels import house_rubric


def rubric_of_session(session: Session) -> Rubric | None:
    """The rubric that the contest's format gives to this session; None where it is no match of a contest."""
    match = Match.objects.filter(session=session).select_related("contest").first()
    if match is None:
        return None
    format = match.contest.format
    stage: dict[str, Any] = next((each for each in format["stages"] if each["id"] == match.stage), {})
    named = stage.get("component")
    component: dict[str, Any] = next((each for each in format["components"] if each["id"] == named), {})
    return _dropping(_named(component.get("rubric", "")), component.get("drop"))


def _named(slug: str) -> Rubric:
    """The newest rubric of this name; the platform's own where there is none."""
    house = house_rubric()
    if slug in ("", house.slug):
        return house
    return Rubric.objects.filter(slug=slug).order_by("-pk").first() or house


def _dropping(rubric: Rubric, drop: dict[str, Any] | None) -> Rubric:
    """The same rubric with the format's rule for the highest and lowest ballots; another text is another row."""
    if drop is None:
        return rubric
    wanted = {"from": drop.get("from", 0), "each_end": drop.get("each_end", 0)}
    if rubric.content["drop"] == wanted:
        return rubric
    content = {**rubric.content, "drop": wanted}
    made, _new = Rubric.objects.get_or_create(
        digest=rubric_files.digest(content), defaults={"slug": rubric.slug, "content": content}
    )
    return made
