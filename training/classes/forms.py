"""Forms of classes: beginning one, its set-up, its sessions, nominations; what they mean is decided by the verbs."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Office, Organization, User
from training.classes.library import in_words, patterns
from training.classes.models import Class, Course, Lesson, Module

MOMENT = "%Y-%m-%dT%H:%M"
PLAIN = [
    "title",
    "title_en",
    "starts_on",
    "ends_on",
    "place",
    "capacity",
    "approval",
    "nominations_until",
    "spare_from",
    "shares_until",
    "offer_hours",
    "least_attendance",
    "present_percent",
    "minutes_per_hour",
    "sign_out",
]


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _slug(form: forms.Form | forms.ModelForm) -> str:  # type: ignore[type-arg]
    slug: str = form.cleaned_data["slug"]
    if slug in ("new", "mine", "calendar"):
        raise ValidationError(_("This address is the platform’s own: choose another one."))
    return slug


class NewForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new class: the pattern to begin with, whose, its address and its first day."""

    pattern = forms.ChoiceField(label=_("Pattern to begin with"), widget=forms.RadioSelect)

    class Meta:
        model = Class
        fields = ("organization", "title", "slug", "starts_on")
        widgets = {"starts_on": _day()}
        help_texts = {"slug": _("Letters, digits and hyphens, as it stands in the address: cadres-2026-2")}

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
        self.fields["pattern"].choices = [  # type: ignore[attr-defined]
            (name, f"{in_words(each['title'])}：{in_words(each['objectives'])}") for name, each in patterns().items()
        ]
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Create the class")))

    def clean_slug(self) -> str:
        return _slug(self)


class CopyForm(forms.ModelForm):  # type: ignore[type-arg]
    """The next phase of a class."""

    class Meta:
        model = Class
        fields = ("title", "slug", "starts_on")
        widgets = {"starts_on": _day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Copy to the next phase")))

    def clean_slug(self) -> str:
        return _slug(self)


class SetUpForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is fixed of a class; whoever saves second is told."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Class
        fields = PLAIN
        widgets = {
            "starts_on": _day(),
            "ends_on": _day(),
            "nominations_until": _moment(),
            "spare_from": _moment(),
            "shares_until": _moment(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.instance.revision
        self.helper = FormHelper()
        self.helper.form_class = "class-set-up"
        self.helper.add_input(Submit("submit", _("Save")))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, ends = given.get("starts_on"), given.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("A class ends on its first day or later."))
        return given


class ShareForm(forms.Form):
    """Places kept for one unit."""

    unit = forms.ModelChoiceField(Organization.objects.none(), label=_("Unit"))
    places = forms.IntegerField(label=_("Places (0: none)"), min_value=0, max_value=2000)

    def __init__(self, *args: Any, class_of: Class, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Organization.objects.below(class_of.organization).exclude(pk=class_of.organization_id)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]


class LessonForm(forms.ModelForm):  # type: ignore[type-arg]
    """One session."""

    class Meta:
        model = Lesson
        fields = (
            "title",
            "title_en",
            "kind",
            "module",
            "half",
            "starts_at",
            "ends_at",
            "place",
            "teacher",
            "teacher_name",
            "bus",
            "capacity",
            "cancelled",
        )
        widgets = {"starts_at": _moment(), "ends_at": _moment()}

    def __init__(self, *args: Any, class_of: Class, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        root = class_of.organization.path.split("/")[0] + "/"
        offices = Office.objects.filter(organization__path__startswith=root)
        trainers = Q(offices__in=offices.filter(kind=Office.Kind.TRAINER))
        teaches = Q(lessons_taught__class_of=class_of)
        self.fields["teacher"].queryset = User.objects.filter(trainers | teaches).distinct()  # type: ignore[attr-defined]
        self.fields["module"].queryset = class_of.course.modules.all()  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Save the session")))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, ends = given.get("starts_at"), given.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("A session ends after it begins."))
        elif begins and ends and timezone.localdate(begins) != timezone.localdate(ends):
            self.add_error("ends_at", _("A session ends on the day on which it begins."))
        return given


class CourseForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is taught in every class of a course."""

    class Meta:
        model = Course
        fields = ("title", "title_en", "objectives", "certification")
        help_texts = {"certification": _("The code of the scheme, as the certification pages have it. Empty: none.")}


#: The modules of a course, with room for two more.
ModuleFormSet = forms.inlineformset_factory(
    Course, Module, fields=("number", "title", "title_en", "kind", "hours", "objectives"), extra=2
)


class NominateForm(forms.Form):
    """People of one unit, one account a line."""

    unit = forms.ModelChoiceField(Organization.objects.none(), label=_("Unit"))
    accounts = forms.CharField(
        label=_("People"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The name each of them signs in with, one a line."),
    )
    together = forms.BooleanField(label=_("They come together: places for all of them or for none"), required=False)

    def __init__(self, *args: Any, units: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units.order_by("path")  # type: ignore[attr-defined]
        first = units.order_by("path").first()
        self.fields["unit"].initial = first.pk if first and units.count() == 1 else None

    def people(self) -> list[User]:
        return list(self.cleaned_data["people"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        unit, typed = given.get("unit"), given.get("accounts", "")
        names = list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
        if unit is None or not names:
            return given
        found = {each.username: each for each in User.objects.filter(username__in=names, is_active=True)}
        missing = [
            name
            for name in names
            if name not in found
            or not (organization := found[name].organization)
            or not organization.path.startswith(unit.path)
        ]
        if missing:
            words = _("Not in this unit: %(names)s. Nothing was written; the spreadsheet also makes new accounts.")
            self.add_error("accounts", words % {"names": "、".join(missing[:20])})
        given["people"] = [found[name] for name in names if name in found]
        return given


class SheetForm(forms.Form):
    """A spreadsheet of nominations."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            "XLSX, XLS, ODS or CSV with the columns unit, name, account and, where people come together, party."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )


class DocumentForm(forms.Form):
    """A file for the class."""

    name = forms.CharField(label=_("Name"), max_length=120)
    file = forms.FileField(label=_("File"), help_text=_("PDF, Office, PNG or JPEG, up to 5 MB."))
