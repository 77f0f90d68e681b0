"""Forms of the question bank."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Organization


class ImportForm(forms.Form):
    """A file, and what it is taken to mean where it does not say."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Belongs to"))
    file = forms.FileField(
        label=_("File"), help_text=_("XLSX, CSV, GIFT (.gift, .txt), Moodle XML, QTI 3 (.zip) or YAML.")
    )
    language = forms.ChoiceField(label=_("Language of the texts"), choices=[("zh", "中文"), ("en", "English")])

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
