"""Who designs scenarios: organisers and trainers, for their organisation and all below it.

They know every secret, except of a case that they are themselves about to bargain over.
"""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from negotiation.models import Draft, Scenario
from people.models import Office, Organization, User
from people.permissions import Visitor

OFFICES = (Office.Kind.ORGANISER, Office.Kind.TRAINER)


def design_for(user: Visitor) -> list[Organization]:
    """The organisations in whose name this visitor designs."""
    if not isinstance(user, User) or not user.is_active:
        return []
    return list(Organization.objects.filter(offices__user=user, offices__kind__in=OFFICES).distinct().order_by("path"))


def may_design(user: Visitor) -> bool:
    """Whether the way to the editor is shown; asked by every page, so it is one small question."""
    return isinstance(user, User) and user.is_active and user.offices.filter(kind__in=OFFICES).exists()


def may_edit(user: Visitor, draft: Draft) -> bool:
    """Their own organisation's drafts, and those of all below it."""
    return Draft.objects.filter(_below(design_for(user)), pk=draft.pk).exists()


def editable(user: Visitor) -> QuerySet[Draft]:
    """All drafts of which ``may_edit`` is true."""
    return Draft.objects.filter(_below(design_for(user))).select_related("owner", "edited_by")


def may_share(user: Visitor, scenario: Scenario) -> bool:
    """Whoever designs for the owner says with whom it is shared; the library is everybody's anyway."""
    return shareable(user).filter(pk=scenario.pk).exists()


def shareable(user: Visitor) -> QuerySet[Scenario]:
    """All scenarios of which ``may_share`` is true."""
    return Scenario.objects.filter(_below(design_for(user)))


def _below(owners: list[Organization]) -> Q:
    """Owned by one of these or by any below it; by nobody, where there are none."""
    return reduce(or_, (Q(owner__path__startswith=each.path) for each in owners), Q(pk__in=[]))


def about_to_play(user: User, scenario: Scenario | None) -> bool:
    """Whether this person sits on a side of a session on it that is not over: until then its secrets stay closed."""
    return scenario is not None and Scenario.objects.filter(pk=scenario.pk).about_to_be_played_by(user).exists()


def usable(user: Visitor) -> list[Scenario]:
    """The scenarios that may be read and copied here: their secrets are open to whoever designs."""
    found = Scenario.objects.none()
    for each in design_for(user):
        found |= Scenario.objects.usable_by(each)
    return list(found.distinct().order_by("owner__path", "slug"))
