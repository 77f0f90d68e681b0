"""Opening a panel. It checks what was typed; the verbs decide the rest."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.models import Rubric


class OpenForm(forms.Form):
    """Which rubric the panel judges by; it cannot be changed afterwards."""

    rubric = forms.ModelChoiceField(
        Rubric.objects.all(),
        label=_("Rubric"),
        required=False,
        empty_label=_("The contest’s rubric, or the one that comes with the platform"),
        help_text=_("Weights, anchors, penalties and the order of tie-breaks are fixed from now on."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Open the panel")))
