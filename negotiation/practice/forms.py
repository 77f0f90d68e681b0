"""What to practise, and the sentences of a topic. They check what was typed; the verbs decide the rest."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from negotiation.models import Scenario, ScenarioVersion, Seat
from negotiation.practice.levels import FITTING, LEVELS
from negotiation.practice.lines import LANGUAGES, LONGEST, MOST
from negotiation.practice.models import Practice
from people.models import Organization, User

OPPONENTS = [
    (FITTING, _("The one that fits the level")),
    ("conceder", _("Gives way early")),
    ("linear", _("Gives way evenly")),
    ("boulware", _("Holds out to the end")),
    ("tit-for-tat", _("Gives as much as it gets")),
    ("nice-tit-for-tat", _("Gives a little more than it gets")),
    ("frequency", _("Watches what you hold on to")),
    ("bayes", _("Weighs what you offer and refuse")),
    ("expert", _("Looks for trades, and waits")),
]


class StartForm(forms.Form):
    """Which case, which side, against whom, how long."""

    scenario = forms.ModelChoiceField(ScenarioVersion.objects.none(), label=_("Scenario"), empty_label=None)
    side = forms.ChoiceField(label=_("Your side"), choices=Seat.Side.choices)
    opponent = forms.ChoiceField(label=_("Opponent"), choices=OPPONENTS)
    level = forms.TypedChoiceField(
        label=_("Level"),
        choices=[(level, str(level)) for level in LEVELS],
        coerce=int,
        help_text=_("1 is easy, 5 is hard. The level that fits your last result is chosen."),
    )
    length = forms.ChoiceField(label=_("Length"), choices=Practice.Length.choices)
    hints = forms.BooleanField(label=_("Hints at the table"), required=False, initial=True)

    def __init__(self, *args: Any, person: User, level: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scenario"].queryset = usable_by(person)  # type: ignore[attr-defined]
        self.fields["level"].initial = level
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Start to practise")))


def usable_by(person: User) -> Any:
    """The newest versions of the library and of what this person's organisation may use."""
    home = person.organization
    scenarios = Scenario.objects.usable_by(home) if home else Scenario.objects.in_library()
    return ScenarioVersion.objects.newest().filter(scenario__in=scenarios)


class ForkForm(forms.Form):
    """A moment of a replay, and the side on which to go on from it."""

    at = forms.IntegerField(min_value=0, max_value=2**53)
    side = forms.ChoiceField(choices=Seat.Side.choices)


class TipForm(forms.Form):
    """A word to whoever practises."""

    text = forms.CharField(label=_("A tip for the person at the table"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Give the tip")))


class LinesForm(forms.Form):
    """The sentences of one topic for one organisation: one a line; none at all brings the house's back."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("For the people of"), empty_label=None)
    zh = forms.CharField(label=_("Chinese"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    en = forms.CharField(label=_("English"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, organizations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Save")))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for language in LANGUAGES:
            sentences = [line.strip() for line in (cleaned.get(language) or "").splitlines() if line.strip()]
            if len(sentences) > MOST or any(len(one) > LONGEST for one in sentences):
                raise ValidationError(
                    _("At most %(most)s sentences of at most %(longest)s characters."),
                    params={"most": MOST, "longest": LONGEST},
                )
            cleaned[language] = sentences
        return cleaned
