"""Forms of certification; what they mean is decided by the verbs."""

from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Organization
from training.certification import words
from training.certification.engine.scheme import WAYS, SchemeFault, need_of
from training.certification.library import patterns
from training.certification.models import HoursEntry, Scheme

#: Days before the first law on collective contracts (1994) are a slip of the finger.
EARLIEST = date(1994, 1, 1)
LATEST = date(2100, 12, 31)
MOST_BYTES = 2 * 1024 * 1024
#: What a file begins with that may be handed in: PDF, PNG, JPEG. What it is called says nothing.
BEGINNINGS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
CODE = RegexValidator(r"^[A-Za-z0-9_-]+\Z", _("Letters, digits, “-” and “_” alone make a code."))

NEED_KINDS = {
    "hours": _("class hours"),
    "exam": _("an exam passed"),
    "class": _("a class completed"),
    "mocks": _("mock sessions played"),
    "certificate": _("another certificate in force"),
    "evidence": _("evidence that a person checks"),
}
WAY_WORDS = {
    "never": _("never"),
    "from_pass": _("so many months after the pass"),
    "from_previous": _("so many months after the last expiry"),
    "fixed_day": _("on a fixed day of the year"),
}


def day_field(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class DayMixin:
    """Days within the bounds of the platform."""

    cleaned_data: dict[str, Any]

    def bounded(self, name: str) -> date | None:
        found: date | None = self.cleaned_data.get(name)
        if found is not None and not EARLIEST <= found <= LATEST:
            raise ValidationError(_("A day between 1994 and 2100 is needed."))
        return found


def _helper(form: forms.Form, words_of_button: Any) -> None:
    form.helper = FormHelper()  # type: ignore[attr-defined]
    form.helper.add_input(Submit("submit", words_of_button))  # type: ignore[attr-defined]


class NewSchemeForm(forms.Form):
    """A scheme from one of the patterns."""

    pattern = forms.ChoiceField(label=_("Pattern to begin with"), widget=forms.RadioSelect)
    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Responsible organisation"))
    slug = forms.SlugField(
        label=_("Code"), max_length=60, required=False, help_text=_("Empty: the pattern’s own code.")
    )

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
        self.fields["pattern"].choices = [  # type: ignore[attr-defined]
            (name, words.of((told["title"]["zh"], told["title"]["en"]))) for name, told in patterns().items()
        ]
        _helper(self, _("Create the scheme"))


class PreviewForm(DayMixin, forms.Form):
    """If somebody passes on that day, and their last certificate ended on the other, when does the next one end?"""

    passed_on = day_field(_("Passed on"))
    previous_until = day_field(_("The last certificate’s end, for a renewal"), required=False)

    def clean_passed_on(self) -> date | None:
        return self.bounded("passed_on")

    def clean_previous_until(self) -> date | None:
        return self.bounded("previous_until")


class GradeForm(forms.Form):
    """Titles and validity of a grade."""

    code = forms.CharField(label=_("Code of the grade"), max_length=60, validators=[CODE])
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    way = forms.ChoiceField(label=_("It ends"), choices=list(WAY_WORDS.items()))
    months = forms.IntegerField(label=_("Months"), min_value=0, max_value=600, initial=36)
    month = forms.IntegerField(label=_("Fixed day: month"), min_value=1, max_value=12, initial=12)
    day = forms.IntegerField(label=_("Fixed day: day"), min_value=1, max_value=31, initial=31)
    window_days = forms.IntegerField(
        label=_("Days before the end from which it can be renewed"), min_value=0, max_value=1000, initial=90
    )
    renewable = forms.BooleanField(label=_("It can be renewed"), required=False)

    assert set(WAY_WORDS) == set(WAYS)

    def fields_of_grade(self) -> dict[str, Any]:
        given = self.cleaned_data
        validity = {"way": given["way"], "window_days": given["window_days"]}
        if given["way"] != "never":
            validity["months"] = given["months"]
        if given["way"] == "fixed_day":
            validity["fixed_day"] = [given["month"], given["day"]]
        return {"title": {"zh": given["title_zh"], "en": given["title_en"]}, "validity": validity}


class NeedForm(forms.Form):
    """One thing more that a grade, or its renewal, asks for; each kind reads its own fields."""

    which = forms.ChoiceField(
        label=_("For"), choices=[("needs", _("the first certificate")), ("renewal", _("a renewal"))]
    )
    kind = forms.ChoiceField(label=_("What"), choices=list(NEED_KINDS.items()))
    amount = forms.DecimalField(
        label=_("How much"),
        min_value=Decimal("0.5"),
        max_value=5000,
        max_digits=6,
        decimal_places=1,
        initial=1,
        help_text=_("Hours; percent of an exam; how many sessions or pieces; months that a certificate was held."),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=120,
        required=False,
        help_text=_(
            "Of the exam, class or evidence; “scheme/grade” of another certificate; kinds of hours with commas."
        ),
    )
    title_zh = forms.CharField(label=_("What people call it, in Chinese"), max_length=120, required=False)
    title_en = forms.CharField(label=_("What people call it, in English"), max_length=120, required=False)
    within_months = forms.IntegerField(
        label=_("Within so many months (0: whenever)"), min_value=0, max_value=600, initial=0
    )
    since_last = forms.BooleanField(label=_("Only since the last certificate"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        try:
            need_of(self.need())
        except SchemeFault as found:
            raise ValidationError(words.fault(found)) from None
        return given

    def need(self) -> dict[str, Any]:
        """The need as the scheme's data has it."""
        given = self.cleaned_data
        told: dict[str, Any] = {"kind": given["kind"]}
        if given["within_months"] and given["kind"] != "certificate":
            told["within_months"] = given["within_months"]
        if given["since_last"]:
            told["since_last"] = True
        return told | self._own(given["kind"], given["amount"], given["code"].strip())

    def _own(self, kind: str, amount: Decimal, code: str) -> dict[str, Any]:
        whole = int(amount)
        title = {"zh": self.cleaned_data["title_zh"], "en": self.cleaned_data["title_en"]}
        scheme, _slash, grade = code.partition("/")
        own: dict[str, dict[str, Any]] = {
            "hours": {"least": str(amount), "of": [each.strip() for each in code.split(",") if each.strip()]},
            "exam": {"exam": code, "least_percent": str(amount)},
            "class": {"certification": code},
            "mocks": {"number": whole},
            "certificate": {"scheme": scheme, "grade": grade, "held_months": whole if amount > 1 else 0},
            "evidence": {"code": code, "number": whole, "title": title},
        }
        named = {"title": title} if kind in ("exam", "class", "certificate") and any(title.values()) else {}
        return own[kind] | named


class ForceForm(DayMixin, forms.Form):
    """From when the draft holds, and why the rules change."""

    in_force_from = day_field(_("In force from"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def clean_in_force_from(self) -> date | None:
        return self.bounded("in_force_from")


class HoursForm(DayMixin, forms.ModelForm):  # type: ignore[type-arg]
    """Hours that no class of the platform counts."""

    class Meta:
        model = HoursEntry
        fields = ("kind", "hours", "on", "what")
        widgets = {"on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _helper(self, _("Enter the hours"))  # type: ignore[arg-type]

    def clean_on(self) -> date | None:
        return self.bounded("on")

    def clean_hours(self) -> Decimal:
        found: Decimal = self.cleaned_data["hours"]
        if found <= 0:
            raise ValidationError(_("More than no hours are needed."))
        return found


class CorrectForm(forms.Form):
    """To how many hours an entry should come, and why."""

    hours = forms.DecimalField(label=_("Should come to"), min_value=0, max_value=500, max_digits=5, decimal_places=1)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class EvidenceForm(DayMixin, forms.Form):
    """What somebody hands in. ``codes``: what schemes ask evidence for, by code."""

    code = forms.ChoiceField(label=_("What it shows"))
    title = forms.CharField(label=_("Title"), max_length=200)
    on = day_field(_("Date of the event"))
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("PDF, PNG or JPEG of at most 2 MiB. No identity card, please.")
    )

    def __init__(self, *args: Any, codes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = codes  # type: ignore[attr-defined]
        _helper(self, _("Hand in"))

    def clean_on(self) -> date | None:
        found = self.bounded("on")
        if found is not None and found > timezone.localdate():
            raise ValidationError(_("What is still to come shows nothing yet."))
        return found

    def clean_file(self) -> Any:
        given = self.cleaned_data.get("file")
        if given is None:
            return None
        if given.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 2 MiB. Nothing was written; send a smaller one."))
        beginning = given.read(8)
        given.seek(0)
        if not beginning.startswith(BEGINNINGS):
            raise ValidationError(_("This is neither PDF nor PNG nor JPEG. Nothing was written."))
        return given


class ElsewhereForm(DayMixin, forms.Form):
    """A certificate that somebody else issued."""

    grade = forms.ChoiceField(label=_("Scheme and grade"))
    number = forms.CharField(label=_("Number on the document"), max_length=60)
    issuer = forms.CharField(label=_("Issued by"), max_length=120)
    begins = day_field(_("Issued on"))
    until = day_field(_("Valid until (empty: no end)"), required=False)

    def __init__(self, *args: Any, grades: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = grades  # type: ignore[attr-defined]
        _helper(self, _("Record it"))

    def clean_begins(self) -> date | None:
        return self.bounded("begins")

    def clean_until(self) -> date | None:
        return self.bounded("until")


class IssueForm(DayMixin, forms.Form):
    """Issuing to one person."""

    passed_on = day_field(_("Passed on"))
    exception = forms.CharField(label=_("Although something is missing, because"), max_length=300, required=False)

    def clean_passed_on(self) -> date | None:
        return self.bounded("passed_on")


class FilterForm(forms.Form):
    """Which certificates a list shows."""

    unit = forms.ModelChoiceField(Organization.objects.none(), required=False, label=_("Unit"))
    scheme = forms.ModelChoiceField(Scheme.objects.none(), required=False, label=_("Scheme"))
    days = forms.IntegerField(required=False, min_value=1, max_value=3650, label=_("Ends within days"))
    name = forms.CharField(required=False, max_length=80, label=_("Name or number"))

    def __init__(self, *args: Any, units: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]
        self.fields["scheme"].queryset = Scheme.objects.order_by("slug")  # type: ignore[attr-defined]
