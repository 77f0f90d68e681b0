"""Forms of credentials."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from training.certification.forms import DayMixin, day_field
from training.classes.models import Class


class ChooseForm(DayMixin, forms.Form):
    """Which class, which grade, and the day of the pass."""

    class_of = forms.ModelChoiceField(Class.objects.none(), label=_("Class"))
    grade = forms.ChoiceField(label=_("Certificate"))
    passed_on = day_field(_("Passed on"))

    def __init__(self, *args: Any, classes: QuerySet[Class], grades: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["class_of"].queryset = classes  # type: ignore[attr-defined]
        self.fields["grade"].choices = grades  # type: ignore[attr-defined]

    def clean_passed_on(self) -> date | None:
        return self.bounded("passed_on")


class NameForm(forms.Form):
    """The name that a visitor reads on the paper."""

    name = forms.CharField(label=_("Name on the certificate"), max_length=80)


class CheckForm(forms.Form):
    """A number, or a file with a credential."""

    number = forms.CharField(label=_("Number of the certificate"), max_length=40, required=False)
    file = forms.FileField(
        label=_("Or the file"), required=False, help_text=_("The certificate’s PDF, or its credential as JSON or JWT.")
    )
