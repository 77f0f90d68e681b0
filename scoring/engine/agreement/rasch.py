"""The many-facet Rasch model: team × judge × criterion with one rating scale, and fair averages from it.

log P(k) − log P(k−1) = team − judge − criterion − step k  (J. M. Linacre, Many-Facet Rasch Measurement, 1989;
D. Andrich, Psychometrika 43 (1978) 561–573). Estimated jointly, with the penalty of D. Firth (Biometrika 80
(1993) 27–38): half the logarithm of the information's determinant takes the first-order bias of joint estimation
away, where (L − 1) ÷ L is made for two facets of dichotomous items, and keeps a team with nothing but top values
finite. docs/judges.md has what is left of the bias, measured.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from scoring.engine.agreement.marks import Floats, Mark, Marks

Ints = npt.NDArray[np.int_]

#: Different values at most: more are no rating scale.
STEPS = 41
#: Teams, judges, criteria and steps together at most: Newton's matrix is that wide and as high.
PARAMETERS = 600
#: A normal penalty beside Firth's, in logits: so weak that it only says where zero is.
PRIOR = 20.0


class Unfit(ValueError):
    """The model cannot be fitted. ``code``: too_few, one_value, too_many_values, too_large, unsettled."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Measure:
    """In logits, with its standard error. Infit and outfit are mean squares, 1 as the model expects.

    Of a judge or criterion more is more severe, and the mean is 0; of a team more is better.
    """

    logit: float
    error: float
    infit: float
    outfit: float


@dataclass(frozen=True, slots=True)
class Rasch:
    """``fair``: the mean over all criteria that the team would have from a judge of middling severity, on the
    scale's own points. ``per_parameter``: marks for each figure estimated. ``connected``: False when groups of
    teams and judges share nobody, so that their measures cannot be compared."""

    teams: Mapping[str, Measure]
    judges: Mapping[str, Measure]
    criteria: Mapping[str, Measure]
    steps: tuple[float, ...]
    values: tuple[float, ...]
    fair: Mapping[str, float]
    per_parameter: float
    connected: bool


def fit(marks: Marks) -> Rasch:
    """Measures of all facets. Raises Unfit; with fewer than two teams or judges, or no more
    marks than figures to estimate, ``too_few``."""
    problem = _Problem(marks)
    solution, information = problem.solve()
    centred = problem.centring() @ solution
    spread = problem.centring() @ np.linalg.inv(information) @ problem.centring().T
    errors = np.sqrt(np.maximum(np.diag(spread), 0))
    fits = problem.fits(solution)
    names = (marks.teams, marks.judges, marks.criteria)
    facets = [
        {name: Measure(float(centred[at]), float(errors[at]), *fits[at]) for at, name in enumerate(group, start)}
        for group, start in zip(names, problem.starts, strict=False)
    ]
    # A mean over criteria of what is expected at severity 0.
    steps, criteria = centred[problem.starts[3] :], centred[problem.starts[2] : problem.starts[3]]
    fair = {
        team: float(np.mean(_chances(centred[at] - criteria, steps) @ problem.values))
        for at, team in enumerate(marks.teams)
    }
    return Rasch(
        facets[0],
        facets[1],
        facets[2],
        tuple(float(each) for each in steps),
        tuple(float(each) for each in problem.values),
        fair,
        len(marks.rows) / problem.free,
        _connected(marks.rows, marks),
    )


class _Problem:
    """The marks as numbers. Parameters in one row: teams, judges, criteria, steps."""

    def __init__(self, marks: Marks) -> None:
        if len(marks.teams) < 2 or len(marks.judges) < 2:
            raise Unfit("too_few")
        given = [float(row.value) for row in marks.rows]
        self.values, self.x = np.unique(given, return_inverse=True)
        if len(self.values) < 2:
            raise Unfit("one_value")
        if len(self.values) > STEPS:
            raise Unfit("too_many_values")
        sizes = (len(marks.teams), len(marks.judges), len(marks.criteria), len(self.values) - 1)
        self.starts = [int(each) for each in np.cumsum([0, *sizes[:3]])]
        self.sizes, self.size = sizes, sum(sizes)
        if self.size > PARAMETERS:
            raise Unfit("too_large")
        self.free = self.size - 3  # judges, criteria and steps each have the mean 0
        if len(marks.rows) <= self.free:
            raise Unfit("too_few")
        at = [
            {name: start + number for number, name in enumerate(names)}
            for names, start in zip((marks.teams, marks.judges, marks.criteria), self.starts, strict=False)
        ]
        self.index = np.array([[at[0][row.team], at[1][row.judge], at[2][row.criterion]] for row in marks.rows])

    def chances(self, at: Floats) -> Floats:
        """Marks × values."""
        team, judge, criterion = self.index.T
        return _chances(at[team] - at[judge] - at[criterion], at[self.starts[3] :])

    def solve(self) -> tuple[Floats, Floats]:
        """Fisher's scoring, halved when it goes too far. Raises Unfit."""
        at = np.zeros(self.size)
        best = self.height(at)
        for _turn in range(100):
            gradient, information = self.slope(at)
            inverse = np.asarray(np.linalg.inv(information), dtype=float)
            step = inverse @ (gradient + self.against_bias(at, inverse))
            scale = 1.0
            while (height := self.height(at + scale * step)) < best - 1e-9 and scale > 1e-6:
                scale /= 2
            at, best = at + scale * step, height
            if np.abs(step).max() < 1e-6:
                return at, self.slope(at)[1]
        raise Unfit("unsettled")

    def height(self, at: Floats) -> float:
        """The penalised log-likelihood."""
        chance = self.chances(at)[np.arange(len(self.x)), self.x]
        bias = np.linalg.slogdet(self.slope(at)[1])[1] / 2
        return float(np.log(np.maximum(chance, 1e-300)).sum() - (at**2).sum() / (2 * PRIOR**2) + bias)

    def against_bias(self, at: Floats, inverse: Floats) -> Floats:
        """The slope of half the log-determinant: of each mark's statistic z its third moment, ½ E[z (z′ V z)]."""
        chances, steps = self.chances(at), slice(self.starts[3], None)
        mean, _variance = _moments(chances)
        levels = np.arange(chances.shape[1])
        reached = np.cumsum(chances[:, ::-1], axis=1)[:, ::-1][:, 1:]
        passed = (levels[:, None] >= levels[None, 1:]).astype(float)  # values × steps
        signs = np.array([1.0, -1.0, -1.0])
        across = inverse[self.index[:, :, None], self.index[:, None, :]]
        own = np.einsum("iab,a,b->i", across, signs, signs)
        to_steps = np.einsum("iam,a->im", inverse[self.index, steps], signs)
        among = inverse[steps, steps]
        away = levels - mean[:, None]  # marks × values
        of_steps = (
            ((passed @ among) * passed).sum(axis=1)
            - 2 * reached @ among @ passed.T
            + ((reached @ among) * reached).sum(axis=1)[:, None]
        )
        to_passed = to_steps @ passed.T - (to_steps * reached).sum(axis=1)[:, None]
        weight = chances * (own[:, None] * away**2 - 2 * away * to_passed + of_steps) / 2
        slope = np.zeros(self.size)
        along = (weight * away).sum(axis=1)
        for one, sign in zip(self.index.T, signs, strict=True):
            np.add.at(slope, one, sign * along)
        slope[steps] = -(weight.sum(axis=0) @ passed - weight.sum(axis=1) @ reached)
        return slope

    def slope(self, at: Floats) -> tuple[Floats, Floats]:
        """Gradient and information matrix of the penalised log-likelihood."""
        chances = self.chances(at)
        mean, variance = _moments(chances)
        levels = np.arange(chances.shape[1])
        reached = np.cumsum(chances[:, ::-1], axis=1)[:, ::-1][:, 1:]  # chance of at least value k
        beyond = np.cumsum((chances * levels)[:, ::-1], axis=1)[:, ::-1][:, 1:]
        signs = (1.0, -1.0, -1.0)
        gradient, information = np.zeros(self.size), np.zeros((self.size, self.size))
        steps = slice(self.starts[3], None)
        for one, sign in zip(self.index.T, signs, strict=True):
            np.add.at(gradient, one, sign * (self.x - mean))
            for two, other in zip(self.index.T, signs, strict=True):
                np.add.at(information, (one, two), sign * other * variance)
            cross = np.zeros((self.size, len(levels) - 1))
            np.add.at(cross, one, -sign * (beyond - mean[:, None] * reached))
            information[:, steps] += cross
            information[steps, :] += cross.T
        gradient[steps] = reached.sum(axis=0) - (self.x[:, None] >= levels[None, 1:]).sum(axis=0)
        totals = reached.sum(axis=0)
        later = np.maximum.outer(np.arange(len(totals)), np.arange(len(totals)))
        information[steps, steps] = totals[later] - reached.T @ reached
        return gradient - at / PRIOR**2, information + np.eye(self.size) / PRIOR**2

    def centring(self) -> Floats:
        """Means of judges, criteria and steps taken off, and off the teams' measures in one."""
        matrix = np.eye(self.size)
        for start, size in zip(self.starts[1:], self.sizes[1:], strict=True):
            block = slice(start, start + size)
            matrix[block, block] -= 1 / size
            matrix[: self.sizes[0], block] -= 1 / size
        return matrix

    def fits(self, at: Floats) -> dict[int, tuple[float, float]]:
        """Infit and outfit of every team, judge and criterion."""
        mean, variance = _moments(self.chances(at))
        variance = np.maximum(variance, 1e-9)
        squared = (self.x - mean) ** 2
        found = {}
        for which in self.index.T:
            for one in np.unique(which):
                mine = which == one
                found[int(one)] = (
                    float(squared[mine].sum() / variance[mine].sum()),
                    float((squared[mine] / variance[mine]).mean()),
                )
        return found


def _chances(logits: Floats, steps: Floats) -> Floats:
    """Chance of each value, for each logit: logits × values."""
    levels = np.arange(len(steps) + 1)
    weights = logits[:, None] * levels - np.concatenate([[0.0], np.cumsum(steps)])
    weights = np.exp(weights - weights.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=float)


def _moments(chances: Floats) -> tuple[Floats, Floats]:
    levels = np.arange(chances.shape[1])
    mean = chances @ levels
    return mean, chances @ levels**2 - mean**2


def _connected(rows: Sequence[Mark], marks: Marks) -> bool:
    """Whether every team can be compared with every other through the judges they share."""
    teams = {name: number for number, name in enumerate(marks.teams)}
    judges = {name: number + len(teams) for number, name in enumerate(marks.judges)}
    pairs = np.array([(teams[row.team], judges[row.judge]) for row in rows])
    size = len(teams) + len(judges)
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    return int(connected_components(graph, directed=False)[0]) == 1
