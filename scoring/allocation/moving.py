"""A judge put into another panel by hand: what becomes of the timetable, and what breaks."""

from django.utils.translation import gettext as _

from scoring.allocation import planning
from scoring.allocation.models import Judge, Plan
from scoring.allocation.searching import names_of
from scoring.contests.models import Contest
from scoring.contests.registering import Refusal
from scoring.timetable import words
from scoring.timetable.answer import Answer, Sitting
from scoring.timetable.problem import Problem


def after(contest: Contest, plan: Plan, judge: Judge, match: str, instead: str = "") -> tuple[Problem, Answer]:
    """The timetable with the judge in this panel. Raises Refusal for a match that is not ahead.

    ``instead``: who leaves it for them. Without one, where the judge sits elsewhere at that time, the two panels change
    one for one: the judge's old seat goes to the first of the new panel who is no head judge.
    """
    problem = planning.problem_of(contest, days=planning.MOST_DAYS)
    answer = dict(planning.answer_of(plan, problem))
    if match not in answer:
        raise Refusal(_("This match is not in the timetable, or has begun. Nothing was changed."))
    id = str(judge.pk)
    target = answer[match]
    if id in target.panel:
        raise Refusal(_("%(judge)s is on that panel already.") % {"judge": judge})
    heads = {each.id for each in problem.judges if each.head}
    leaves = instead or next((each for each in reversed(target.panel) if each not in heads), target.panel[-1])
    if leaves not in target.panel:
        raise Refusal(_("The one who would leave is not on that panel. Nothing was changed."))
    other = next((key for key, each in answer.items() if each.start == target.start and id in each.panel), None)
    answer[match] = _with(target, leaves, id)
    if other is not None:
        answer[other] = _with(answer[other], id, leaves)
    return problem, answer


def _with(sitting: Sitting, leaves: str, comes: str) -> Sitting:
    return Sitting(sitting.start, sitting.room, tuple(comes if each == leaves else each for each in sitting.panel))


def breaches(contest: Contest, problem: Problem, answer: Answer) -> list[str]:
    """Every hard rule that is broken, in words, with people and matches by their names."""
    names = names_of(contest)
    known = {**names["judge"], **names["match"]}
    found = []
    for each in planning.broken(problem, answer):
        why = each.why
        kind, colon, team = why.partition(": ")
        why = f"{kind}: {names['team'].get(team, team)}" if colon else why
        who = known.get(each.who, names["team"].get(each.who, each.who))
        matches = tuple(names["match"].get(id, id) for id in each.matches)
        found.append(words.breach(type(each)(each.code, matches, who, why)))
    return found
