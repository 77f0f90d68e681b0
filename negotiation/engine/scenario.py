"""What is bargained over: a scenario as the engine plays it.

Built by ``negotiation.scenarios`` from a ``cb-scenario/2`` file and never changed after. Texts are
``{"zh": …, "en": …}``. Points are integers. An *option* belongs to one issue; *terms* are
``{issue id: option id}``, full or partial.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Text = Mapping[str, str]
Terms = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to settle an issue. ``cost`` is the employer's yearly cost in the scenario's money unit.

    ``costs`` is what each side itself works out from the data it may see, by ``formulas``; the
    employer's is ``cost``. What a side worked out is for that side alone.
    """

    id: str
    text: Text
    points: Mapping[str, int]  # by side
    lawful: bool = True
    floor: str = ""  # id of the legal floor that it breaks, when unlawful
    cost: Fraction = Fraction(0)
    note: Text = field(default_factory=dict)
    risk: str = ""  # id of the policy floor that it falls behind, although lawful
    costs: Mapping[str, Fraction] = field(default_factory=dict)  # by side
    formulas: Mapping[str, str] = field(default_factory=dict)  # by side
    decoy: bool = False  # another option of the issue is better for both; judges and author may know


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to settle. ``status_quo`` is the option that stands when the issue is dropped."""

    id: str
    title: Text
    kind: str  # wage, hours, leave, insurance, security, safety, women, union, term, other
    options: Mapping[str, Option]
    status_quo: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Floor:
    """A statutory minimum under an issue, with its source (law and article)."""

    id: str
    issue: str
    rule: Text
    source: Text
    severity: str = "statute"  # statute, policy


@dataclass(frozen=True, slots=True)
class Constraint:
    """A rule across issues, known only to its audience.

    ``max_cost``: the package's cost may not exceed ``value`` (a mandate). ``must_have`` / ``never``:
    the issue must (not) settle at one of ``options``. ``requires`` / ``excludes``: when ``when``
    (issue, option) is in the package, ``then`` must (not) be.
    """

    id: str
    kind: str
    audience: str
    value: Fraction = Fraction(0)
    issue: str = ""
    options: tuple[str, ...] = ()
    when: tuple[str, str] = ("", "")
    then: tuple[str, str] = ("", "")
    note: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Interaction:
    """Extra points when all of ``when`` are agreed together."""

    when: tuple[tuple[str, str], ...]
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the data pack.

    ``value`` is JSON, by ``kind``: ``number``; ``text`` ({zh, en}); ``numbers``, a list; ``series``
    {"x": [labels], "lines": [{"label": {zh, en}, "values": [numbers]}]}; ``table`` {"columns":
    [{zh, en}], "rows": [[number or {zh, en}]]}.
    """

    key: str
    label: Text
    value: Any
    unit: Text
    audience: str  # public, side:workers, side:employer
    source: Text = field(default_factory=dict)
    note: Text = field(default_factory=dict)
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of the meeting.

    ``speech``: who may speak: a side's name, ``floor`` (whoever holds it), ``open`` or ``none``.
    ``then``: what happens at its deadline: ``next`` phase, ``wait`` for the host, or ``close`` the session.
    """

    key: str
    title: Text
    seconds: int
    presides: str = ""  # a side, or nobody
    speech: str = "floor"
    offers: bool = True
    caucus: bool = True
    injects: bool = True
    then: str = "next"


@dataclass(frozen=True, slots=True)
class Inject:
    """News that arrives in the middle. ``minute`` counts running minutes from the opening; None waits for the host."""

    id: str
    audience: str
    text: Text
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """What one side is, wants and knows. All but ``name`` is for that side alone."""

    name: Text
    seats: Mapping[str, Text]  # seat key -> title, the chief's first
    brief: Text
    priorities: tuple[str, ...]
    batna: Text
    batna_points: int
    reservation: int
    target: int
    secrets: tuple[Text, ...] = ()  # what the side must not let out
    may_disclose: tuple[Text, ...] = ()
    seat_briefs: Mapping[str, Text] = field(default_factory=dict)  # seat key -> for that seat alone


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that the side has to hand in, or that both draw up together (audience public)."""

    id: str
    title: Text
    kind: str  # demand, reply, authorisation, minutes, agreement, other
    audience: str


@dataclass(frozen=True, slots=True)
class Notes:
    """Points for those who teach and judge, and for everybody once the session has ended."""

    audience: str  # judges, author
    points: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole case. ``version`` is the SHA-256 of its canonical form, as 64 hex digits."""

    id: str
    version: str
    title: Text
    background: Text
    level: str
    contract_kind: Text
    money_unit: Text
    parties: Mapping[str, Party]  # by side
    issues: Mapping[str, Issue]
    floors: Mapping[str, Floor]
    facts: Mapping[str, Fact]
    phases: tuple[Phase, ...]
    constraints: tuple[Constraint, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    injects: Mapping[str, Inject] = field(default_factory=dict)
    caucus_calls: int = 1  # each side
    caucus_seconds: int = 120
    documents: Mapping[str, Document] = field(default_factory=dict)
    learning_goals: Notes = Notes("author", ())
    debrief: Notes = Notes("judges", ())
    difficulty: int = 2
    jurisdiction: str = ""

    def below_floor(self, terms: Terms) -> list[str]:
        """The issues among ``terms`` whose option is unlawful, in the scenario's order."""
        return [i for i, issue in self.issues.items() if i in terms and not issue.options[terms[i]].lawful]

    def unknown(self, terms: Mapping[str, Any]) -> list[str]:
        """The keys of ``terms`` that name no issue, or whose value is no option of it."""
        return [
            str(i)
            for i, option in terms.items()
            if i not in self.issues or not isinstance(option, str) or option not in self.issues[i].options
        ]

    def points(self, side: str, terms: Terms) -> int:
        """What ``terms`` are worth to ``side``, interactions included; issues left out count nothing."""
        chosen = set(terms.items())
        own = sum(self.issues[i].options[o].points[side] for i, o in terms.items())
        return own + sum(x.points.get(side, 0) for x in self.interactions if chosen.issuperset(x.when))

    def cost(self, terms: Terms) -> Fraction:
        """What ``terms`` cost the employer a year, in the scenario's money unit."""
        return sum((self.issues[i].options[o].cost for i, o in terms.items()), Fraction(0))

    def broken(self, terms: Terms, audiences: Iterable[str]) -> list[Constraint]:
        """The constraints of these audiences that ``terms`` break; an open issue breaks none."""
        known = set(audiences)
        return [c for c in self.constraints if c.audience in known and self._breaks(c, terms)]

    def _breaks(self, rule: Constraint, terms: Terms) -> bool:
        chosen = set(terms.items())
        match rule.kind:
            case "max_cost":
                return self.cost(terms) > rule.value
            case "must_have":
                return rule.issue in terms and terms[rule.issue] not in rule.options
            case "never":
                return rule.issue in terms and terms[rule.issue] in rule.options
            case "requires":
                return rule.when in chosen and rule.then[0] in terms and rule.then not in chosen
            case "excludes":
                return rule.when in chosen and rule.then in chosen
        raise ValueError(f"no constraint is of kind {rule.kind!r}")
