"""Who may do what with a contest."""

from people.models import Office, Organization, OrganizationQuerySet, User
from people.permissions import Visitor, organises
from scoring.contests.models import Contest, Team


def may_run(user: Visitor, contest: Contest) -> bool:
    """Sets it up, decides on teams: whoever organises for the contest's organisation."""
    return organises(user, contest.organization)


def may_register(user: Visitor, contest: Contest) -> bool:
    """Sends teams: any organiser below the contest's organisation, while it is open; its own organisers always."""
    if may_run(user, contest):
        return True
    return contest.status == Contest.Status.OPEN and sending(user, contest).exists()


def sending(user: Visitor, contest: Contest) -> OrganizationQuerySet:
    """The organisations that this person may send a team for: those below the contest's that are theirs."""
    below = Organization.objects.below(contest.organization)
    if not isinstance(user, User):
        return below.none()
    if may_run(user, contest):
        return below
    held = user.offices.filter(kind=Office.Kind.ORGANISER).select_related("organization")
    found = below.none()
    for office in held:
        found |= below.filter(path__startswith=office.organization.path)
    return found


def may_see_people(user: Visitor, team: Team) -> bool:
    """Names and employers are for those who sent the team and those who run the contest."""
    return may_run(user, team.contest) or organises(user, team.organization)
