"""Small forms around drafts: in whose name, which file, with whom it is shared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from negotiation.models import Scenario
from people.models import Organization


class OwnerForm(forms.Form):
    """In whose name a draft is begun."""

    owner = forms.ModelChoiceField(Organization.objects.none(), label=_("In the name of"), empty_label=None)

    def __init__(self, *args: Any, owners: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Organization.objects.filter(pk__in=[each.pk for each in owners])
        self.fields["owner"].queryset = known  # type: ignore[attr-defined]
        self.fields["owner"].initial = owners[0] if owners else None


class FileForm(OwnerForm):
    """A scenario file of somebody's own."""

    file = forms.FileField(label=_("Scenario file (YAML or JSON)"), max_length=200)


class ShareForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who may use and copy a scenario beside its owner: everybody, or the organisations that are named."""

    shared_with = forms.ModelMultipleChoiceField(
        Organization.objects.order_by("path"),
        label=_("May use it too, with all below them"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Scenario
        fields = ("open", "shared_with")
        labels = {"open": _("Everybody who designs may use it")}


class PackForm(forms.Form):
    """A spreadsheet with figures."""

    file = forms.FileField(label=_("Spreadsheet (XLSX, XLS, ODS or CSV)"), max_length=200)
