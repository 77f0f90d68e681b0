"""What stands on every page of a contest."""

from typing import Any

from django import template

from scoring.contests.permissions import may_register, may_run
from scoring.contests.rubrics import OF_KINDS

register = template.Library()


@register.inclusion_tag("contests/_tabs.html", takes_context=True)
def contest_tabs(context: template.Context, here: str) -> dict[str, Any]:
    """The way to the contest's other pages; ``here`` is the one that is open."""
    contest, user = context["contest"], context["request"].user
    runs = may_run(user, contest)
    # The rooms above bring what a judge needs; this only asks whether the visitor is one.
    judges = user.is_authenticated and contest.judges.filter(person=user).exists()
    sends = runs or may_register(user, contest)
    juries = (runs or judges) and any(each["kind"] in OF_KINDS for each in contest.format["components"])
    return {"contest": contest, "here": here, "runs": runs, "sends": sends, "judges": judges, "juries": juries}
