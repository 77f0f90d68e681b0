"""An exam's results as a contest's theory component: the mean of a team's people, in the component's points."""

from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext as _

from people.models import User
from scoring.contests.models import Contest, Member, Team
from scoring.contests.registering import Refusal as ContestRefusal
from scoring.contests.results import as_mark, enter, enter_for_people, personal_components, typed_components
from scoring.engine.format.shape import number_of
from training.exams.models import Exam
from training.exams.outcomes import best
from training.refusals import Refusal


def hand_over(exam: Exam, contest: Contest, component: str, *, by: User) -> int:
    """Write each team's mark: the mean of its people's best shares, reserves left out; how many marks changed.

    Where a title for people counts the component, each person's own too. Whoever of a team did not sit counts as
    nothing. Raises Refusal where a team has nobody with an account.
    """
    found = next((each for each in typed_components(contest.format) if each["id"] == component), None)
    if found is None:
        raise Refusal(_("The contest has no such component. Nothing was written."))
    most = number_of(found.get("maximum", 100)) or Fraction(0)
    personal = component in {each["id"] for each in personal_components(contest.format)}
    shares = best(exam)
    values: dict[tuple[int, str], str] = {}
    people_values: dict[tuple[int, str], str] = {}
    for team in contest.teams.filter(status=Team.Status.APPROVED).prefetch_related("members"):
        people = [
            member for member in team.members.all() if member.left_at is None and member.role != Member.Role.RESERVE
        ]
        if not people or any(member.person_id is None for member in people):
            told = {"team": team}
            raise Refusal(_("%(team)s has people without an account, so their results cannot be found.") % told)
        points = {member.pk: shares.get(member.person_id or 0, Fraction(0)) * most for member in people}
        values[(team.pk, component)] = as_mark(sum(points.values(), Fraction(0)) / len(people))
        if personal:
            people_values |= {(member, component): as_mark(own) for member, own in points.items()}
    try:
        with transaction.atomic():
            return enter(contest, values, by=by) + enter_for_people(contest, people_values, by=by)
    except ContestRefusal as refusal:
        raise Refusal(str(refusal)) from None
