"""What somebody at the table thinks matters to the other side: a weight for every issue."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from negotiation.engine.scenario import Scenario
from negotiation.tongue import own

MOST = 10


class GuessForm(forms.Form):
    """One number from 0 to 10 for each issue of the scenario; ``weights`` is what was typed."""

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, issue in scenario.issues.items():
            number = forms.IntegerField(label=own(issue.title), min_value=0, max_value=MOST, initial=MOST // 2)
            number.widget.attrs["inputmode"] = "numeric"
            self.fields[f"issue-{key}"] = number
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Keep my guess")))

    @property
    def weights(self) -> dict[str, int]:
        return {name.removeprefix("issue-"): number for name, number in self.cleaned_data.items()}
