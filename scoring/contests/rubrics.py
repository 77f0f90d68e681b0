"""By which rubric the panel of a match judges: its component's, with as many ballots left out as the format says."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from negotiation.models import Session
from people.models import User
from scoring import rubric_files
from scoring.contests.models import Contest, Match
from scoring.contests.registering import Refusal
from scoring.contests.setting_up import change, differences
from scoring.engine.rubric import TEAM
from scoring.models import Rubric
from scoring.panels import house_rubric, load_rubric

RUBRICS = rubric_files.HOUSE_RUBRIC.parent
#: The kinds of components with a rubric of their own that comes with the platform.
OF_KINDS = ("documents", "practical", "presentation", "questions")


def rubric_of_session(session: Session) -> Rubric | None:
    """The rubric that the contest's format gives to this session; None where it is no match of a contest."""
    match = Match.objects.filter(session=session).select_related("contest").first()
    if match is None:
        return None
    format = match.contest.format
    stage: dict[str, Any] = next((each for each in format["stages"] if each["id"] == match.stage), {})
    named = stage.get("component")
    component: dict[str, Any] = next((each for each in format["components"] if each["id"] == named), {})
    return rubric_of_component(component)


def rubric_of_component(component: Mapping[str, Any]) -> Rubric:
    """What the panels of this component judge by from now on; a panel that is there keeps its own."""
    return _dropping(_named(component), component.get("drop"))


def _named(component: Mapping[str, Any]) -> Rubric:
    """The very text that the contest was given; else the newest rubric of the name; else the platform's own."""
    own = Rubric.objects.filter(digest=component.get("rubric_digest", "")).first()
    if own is not None:
        return own
    house, slug = _of_kind(component.get("kind", "")), component.get("rubric", "")
    if slug in ("", house.slug):
        return house
    return Rubric.objects.filter(slug=slug).order_by("-pk").first() or house


def _of_kind(kind: str) -> Rubric:
    """The platform's own for this kind of component; for a mock session where there is none."""
    file = RUBRICS / f"{kind}.yaml"
    return load_rubric(file.read_bytes(), file.name) if kind in OF_KINDS else house_rubric()


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


def edit(
    contest: Contest, component: str, content: dict[str, Any], *, revision: int, by: User, reason: str = ""
) -> list[list[Any]]:
    """Give a component a rubric of this text; no other contest's changes. Returns what changed, as ``change`` does.

    Raises Refusal where a tie-break of the contest compares a criterion that is not in it; BadFormat,
    ChangedMeanwhile and ReasonMissing as ``setting_up.change``.
    """
    format = deepcopy(contest.format)
    held = next(each for each in format["components"] if each["id"] == component)
    team = {each["id"] for each in content["criteria"] if each["kind"] == TEAM}
    steps = [step for step in format["tie_breaks"] if step.get("component") == component]
    if missing := {name for step in steps for name in step.get("criteria", ())} - team:
        words = _("The contest’s tie-breaks compare %(names)s: change them first. Nothing was saved.")
        raise Refusal(words % {"names": ", ".join(sorted(missing))})
    before = rubric_of_component(held).content
    made, _new = Rubric.objects.get_or_create(
        digest=rubric_files.digest(content), defaults={"slug": content["id"], "content": content}
    )
    held["rubric"], held["rubric_digest"] = made.slug, made.digest
    also = [[f"rubric.{path}", old, new] for path, old, new in differences(_by_id(before), _by_id(content))]
    return change(contest, revision=revision, by=by, format=format, reason=reason, also=also) if also else []


def _by_id(content: Mapping[str, Any]) -> dict[str, Any]:
    """With its lists by the ids of their entries, so that the record names what changed."""
    lists = {name: {each["id"]: each for each in content.get(name, ())} for name in ("criteria", "penalties")}
    return {**content, **lists, "drop": None}
