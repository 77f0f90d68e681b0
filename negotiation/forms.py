"""Planning a session and seating people. They check what was typed; the verbs decide the rest."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from negotiation.models import Scenario, ScenarioVersion, Session
from people.models import Office, Organization, User


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]
    """When, where, on which scenario, and how many judges."""

    judges = forms.IntegerField(
        label=_("Judges"),
        min_value=0,
        max_value=15,
        initial=5,
        help_text=_("Without the head judge. 0: nobody judges."),
    )

    meeting_link = forms.URLField(
        label=_("Meeting link"),
        required=False,
        assume_scheme="https",
        help_text=_("For an online session: the room of your video service."),
    )

    class Meta:
        model = Session
        fields = ("title", "organization", "scenario", "starts_at", "setting", "meeting_link", "public")
        widgets = {"starts_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}
        help_texts = {
            "setting": _("In the hall the teams talk to each other; online their statements are typed."),
            "public": _("Anyone with the address may watch what is public: clock, agenda, offers. Never a brief."),
        }

    def __init__(self, *args: Any, planner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organised_by(planner)  # type: ignore[attr-defined]
        usable = ScenarioVersion.objects.newest().filter(scenario__in=open_to(planner))
        self.fields["scenario"].queryset = usable  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Plan the session")))

    def clean_meeting_link(self) -> str:
        link: str = self.cleaned_data["meeting_link"]
        if link and not link.startswith("https://"):
            raise ValidationError(_("Enter a link that begins with https://."), code="scheme")
        return link


def organised_by(person: User) -> Any:
    """The organisations that this person may plan sessions for."""
    if person.is_staff:
        return Organization.objects.all()
    mine = Organization.objects.none()
    for office in person.offices.filter(kind=Office.Kind.ORGANISER).select_related("organization"):
        mine = mine | Organization.objects.below(office.organization)
    return mine


def open_to(person: User) -> Any:
    """The scenarios that this person may plan sessions on."""
    if person.is_staff:
        return Scenario.objects.all()
    mine = Scenario.objects.in_library()
    for organization in organised_by(person):
        mine = mine | Scenario.objects.usable_by(organization)
    return mine


class SeatForm(forms.Form):
    """Who sits on one seat: a sign-in name, or empty to take the seat back with a reason."""

    person = forms.CharField(label=_("Sign-in name"), required=False, max_length=150)
    reason = forms.CharField(label=_("Reason, when a seat is taken back"), required=False, max_length=500)

    def clean_person(self) -> User | None:
        name = self.cleaned_data["person"].strip()
        if not name:
            return None
        person = User.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise ValidationError(_("Nobody signs in as “%(name)s”. Check the spelling."), params={"name": name})
        return person

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "person" in cleaned and cleaned["person"] is None and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why the seat is taken back; the reason stands in the log."))
        return cleaned
