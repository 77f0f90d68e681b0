"""GeniusWeb's JSON: a linear-additive profile for each side, each with the domain in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from negotiation.formats.exchange import Profile
from negotiation.scenario_faults import Fault
from negotiation.scenario_yaml import Node, read

KIND = "LinearAdditiveUtilitySpace"


@dataclass(slots=True)
class Reader:
    """Reads profiles; every fault with its line and field. Nothing is repaired: the format leaves no room for it."""

    faults: list[Fault] = field(default_factory=list)

    def profile(self, content: bytes) -> tuple[dict[str, list[str]], Profile]:
        """The domain as ``{issue: values}`` and the profile over it."""
        tree, faults = read(content)
        self.faults += faults
        if tree is None:
            return {}, Profile()
        space = tree[KIND]
        if not space.there:
            self.faults.append(tree.fault("missing-key", key=KIND, expected=f'{{"{KIND}": {{…}}}}'))
            return {}, Profile()
        domain = {name: self._values(issue) for name, issue in space["domain"]["issuesValues"].items()}
        if not domain:
            self.faults.append(space.fault("missing-key", key="domain", expected='{"issuesValues": {…}}'))
        made = Profile()
        for name, values in domain.items():
            made.weights[name] = self._figure(space["issueWeights"], name)
            utilities = space["issueUtilities"][name]
            if utilities["numberutils"].there:
                self.faults.append(utilities.fault("bad-value", found="numberutils", expected="discreteutils"))
                continue
            table = utilities["discreteutils"]["valueUtilities"]
            made.evaluations[name] = {value: self._figure(table, value) for value in values}
        made.reservation = self._reservation(space["reservationBid"]["issuevalues"], made)
        return domain, made

    def _values(self, issue: Node) -> list[str]:
        found: list[str] = []
        for node in issue["values"]:
            value = str(node.plain())
            if value in found:
                self.faults.append(node.fault("duplicate-key", key=value, line=node.line))
            else:
                found.append(value)
        if not found:
            self.faults.append(issue.fault("missing-key", key="values", expected='{"values": […]}'))
        return found

    def _figure(self, table: Node, key: str) -> Fraction:
        node = table[key]
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return Fraction(str(value))
        self.faults.append(
            node.fault("not-finite", found=str(node.plain())[:40])
            if node.there
            else table.fault("missing-key", key=key, expected="0…1")
        )
        return Fraction(0)

    def _reservation(self, bid: Node, made: Profile) -> Fraction:
        """What the bid that is as good as no agreement is worth; 0 without one."""
        total = Fraction(0)
        for name, node in bid.items():
            value = str(node.plain())
            if value not in made.evaluations.get(name, {}):
                expected = ", ".join(made.evaluations.get(name, {}))[:200]
                self.faults.append(node.fault("unknown-option", issue=name, found=value, expected=expected))
                continue
            total += made.utility(name, value, "raw")
        return total


def same_domain(domains: Sequence[dict[str, list[str]]]) -> bool:
    """Whether both profiles speak of the same issues and values."""
    return {i: set(v) for i, v in domains[0].items()} == {i: set(v) for i, v in domains[1].items()}
