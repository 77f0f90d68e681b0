"""Forms of the register."""

from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Organization, User
from training.certification.forms import DayMixin, day_field
from training.certification.models import Scheme
from training.register.models import Consent, GuidedCase, Profile, Step, Tie
from training.register.searching import Wanted


def _button(form: Any, words: Any) -> None:
    form.helper = FormHelper()
    form.helper.add_input(Submit("submit", words))


class SearchForm(forms.Form):
    """Whom one looks for."""

    field = forms.ChoiceField(label=_("Certified as"), required=False)
    grade = forms.SlugField(label=_("Code of the grade"), required=False, max_length=60)
    near = forms.ModelChoiceField(Organization.objects.none(), label=_("Near"), required=False)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    language = forms.CharField(label=_("Language or dialect"), required=False, max_length=40)
    no_tie_to = forms.ModelChoiceField(
        Organization.objects.none(), label=_("With no tie to this employer"), required=False
    )
    available = forms.BooleanField(label=_("Can be asked at present"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = [("", "—")]
        self.fields["field"].choices = anything + list(Scheme.Field.choices)  # type: ignore[attr-defined]
        self.fields["industry"].choices = anything + list(Profile.Industry.choices)  # type: ignore[attr-defined]
        places = Organization.objects.exclude(kind=Organization.Kind.ENTERPRISE).order_by("path")
        self.fields["near"].queryset = places  # type: ignore[attr-defined]
        employers = Organization.objects.filter(kind=Organization.Kind.ENTERPRISE).order_by("path")
        self.fields["no_tie_to"].queryset = employers  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """One's own profile, with what of it may be shown."""

    consents = forms.MultipleChoiceField(
        label=_("I agree that people who organise or train may see"),
        choices=Consent.Field.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each for one year; take a tick away and it is seen no more, at once."),
    )

    class Meta:
        model = Profile
        fields = ("place", "industry", "languages", "available", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Organization.objects.exclude(kind=Organization.Kind.ENTERPRISE).order_by("path")
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        _button(self, _("Save"))


class TieForm(forms.Form):
    """A tie of one's own."""

    employer = forms.ModelChoiceField(Organization.objects.none(), label=_("Employer"))
    kind = forms.ChoiceField(label=_("What ties you to it"), choices=Tie.Kind.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        employers = Organization.objects.filter(kind=Organization.Kind.ENTERPRISE).order_by("path")
        self.fields["employer"].queryset = employers  # type: ignore[attr-defined]


class AppointForm(DayMixin, forms.Form):
    """An instructor for an enterprise."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Instructor"))
    enterprise = forms.ModelChoiceField(Organization.objects.none(), label=_("Enterprise"))
    begins = day_field(_("From"))
    until = day_field(_("Until"))

    def __init__(self, *args: Any, people: QuerySet[User], enterprises: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["enterprise"].queryset = enterprises  # type: ignore[attr-defined]
        _button(self, _("Appoint"))

    def clean_begins(self) -> date | None:
        return self.bounded("begins")

    def clean_until(self) -> date | None:
        return self.bounded("until")


class CaseForm(DayMixin, forms.Form):
    """A case that an instructor guided."""

    title = forms.CharField(label=_("Title"), max_length=160)
    on = day_field(_("Day"))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=GuidedCase.Outcome.choices)
    hours = forms.DecimalField(
        label=_("Class hours that it counts"), min_value=0, max_value=99, max_digits=4, decimal_places=1, initial=0
    )

    def clean_on(self) -> date | None:
        return self.bounded("on")

    def clean_hours(self) -> Decimal:
        return self.cleaned_data["hours"] or Decimal(0)


class EndForm(DayMixin, forms.Form):
    """An appointment's end."""

    on = day_field(_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def clean_on(self) -> date | None:
        return self.bounded("on")


class AllianceForm(DayMixin, forms.Form):
    """One that leads, three that are led."""

    lead = forms.ModelChoiceField(Organization.objects.none(), label=_("Leading enterprise"))
    begins = day_field(_("From"))
    first = forms.CharField(label=_("First enterprise led"), max_length=120)
    second = forms.CharField(label=_("Second"), max_length=120, required=False)
    third = forms.CharField(label=_("Third"), max_length=120, required=False)

    def __init__(self, *args: Any, enterprises: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = enterprises  # type: ignore[attr-defined]
        _button(self, _("Begin the alliance"))

    def clean_begins(self) -> date | None:
        return self.bounded("begins")


class StepForm(DayMixin, forms.Form):
    """How far a led enterprise has come."""

    kind = forms.ChoiceField(label=_("Step"), choices=Step.Kind.choices)
    on = day_field(_("Day"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def clean_on(self) -> date | None:
        return self.bounded("on")
