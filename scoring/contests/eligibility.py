"""Who may be in a team: the rules of the format that a team does not keep, and what was granted all the same."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from people.models import Organization, User
from scoring.contests.models import Contest, Exemption, Member, Team
from scoring.contests.registering import Refusal

#: What a format may ask for beside the roles.
RULES = ("employer", "certificate")
#: Who bargains, and so needs the certificate.
NEGOTIATORS = (Member.Role.CHIEF, Member.Role.REPRESENTATIVE, Member.Role.RESERVE)


class Register:
    """The organisations whose people may compete, read once for any number of teams."""

    def __init__(self, contest: Contest) -> None:
        asked = contest.format.get("eligibility", {})
        self.rules = [rule for rule in RULES if asked.get(rule)]
        below = Organization.objects.below(contest.organization)
        self.names = set(below.values_list("name", flat=True)) if "employer" in self.rules else set()

    def shortfalls(self, team: Team) -> dict[str, str]:
        """``{rule: what is wrong, in words}`` for the rules that this team does not keep and need not be exempt from.

        The team must come from ``with_members``.
        """
        granted = {each.rule for each in team.exemptions.all()}
        found = {rule: self._wrong(rule, team.members.all()) for rule in self.rules if rule not in granted}
        return {rule: words for rule, words in found.items() if words}

    def _wrong(self, rule: str, members: Iterable[Member]) -> str:
        if rule == "employer":
            strangers = [each for each in members if each.employer not in self.names]
            words = _("Not employed by a member organisation as far as the register knows: %(who)s.")
            return (
                words % {"who": "、".join(f"{each.name} ({each.employer})" for each in strangers)} if strangers else ""
            )
        bare = [each.name for each in members if each.role in NEGOTIATORS and not each.certificate]
        return _("No certificate given: %(who)s.") % {"who": "、".join(bare)} if bare else ""


def assert_eligible(team: Team) -> None:
    """Raises Refusal with every rule that the team does not keep."""
    whole = Team.objects.with_members().filter(pk=team.pk).first()
    if whole is not None and (found := Register(team.contest).shortfalls(whole)):
        raise Refusal(" ".join(found.values()) + " " + _("Grant an exception with its reason, or return the team."))


def exempt(team: Team, rule: str, *, by: User, reason: str) -> None:
    """Let a team take part that does not keep this rule. Raises Refusal."""
    if rule not in RULES:
        raise Refusal(_("There is no such rule. Nothing was granted."))
    if not reason.strip():
        raise Refusal(_("Write down why. Nothing was granted."))
    Exemption.objects.get_or_create(team=team, rule=rule, defaults={"by": by, "reason": reason.strip()})
