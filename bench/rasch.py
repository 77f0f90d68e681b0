"""How near the Rasch model comes to known parameters: ``python -m bench.rasch``. docs/judges.md has the figures."""

import argparse
from fractions import Fraction

import numpy as np

from scoring.engine.agreement import Mark, Marks, Rasch, fit
from scoring.engine.agreement.marks import Floats

STEPS = np.array([-2.0, -1.2, -0.4, 0.4, 1.2, 2.0])


def simulated(rng: np.random.Generator, teams: int, judges: int, criteria: int) -> tuple[Marks, list[Floats]]:
    """Marks on a scale of 0 to 6 drawn from the model, and the parameters they were drawn from."""
    team, judge, criterion = rng.normal(0, 1, teams), rng.normal(0, 0.5, judges), rng.normal(0, 0.5, criteria)
    judge -= judge.mean()
    criterion -= criterion.mean()
    rows = []
    for t, j, c in np.ndindex(teams, judges, criteria):
        weights = np.exp(np.concatenate([[0.0], np.cumsum(team[t] - judge[j] - criterion[c] - STEPS)]))
        value = int(rng.choice(len(weights), p=weights / weights.sum()))
        rows.append(Mark(f"t{t}", f"j{j}", f"c{c}", Fraction(value)))
    return Marks(tuple(rows)), [team, judge, criterion]


def estimated(found: Rasch) -> list[tuple[Floats, Floats]]:
    """Logits and standard errors of teams, judges and criteria."""
    return [
        (np.array([one.logit for one in facet.values()]), np.array([one.error for one in facet.values()]))
        for facet in (found.teams, found.judges, found.criteria)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("| teams × judges × criteria | facet | slope | root mean square | covered by 95 % |")
    print("| --- | --- | ---: | ---: | ---: |")
    for design in ((2, 5, 8), (8, 3, 8), (8, 5, 8), (16, 5, 8), (24, 7, 8)):
        rng = np.random.default_rng(options.seed)
        pairs: list[list[tuple[Floats, Floats, Floats]]] = [[], [], []]
        for _ in range(options.times):
            marks, true = simulated(rng, *design)
            for kept, known, (logits, errors) in zip(pairs, true, estimated(fit(marks)), strict=True):
                # Values that nobody gave are no part of a scale, so only differences between teams mean anything.
                kept.append((known - known.mean(), logits - logits.mean(), errors))
        for facet, kept in zip(("teams", "judges", "criteria"), pairs, strict=True):
            known, logits, errors = (np.concatenate(each) for each in zip(*kept, strict=True))
            slope = float((known * logits).sum() / (known**2).sum())
            off = logits - known
            print(
                f"| {' × '.join(map(str, design))} | {facet} | {slope:.3f} "
                f"| {np.sqrt((off**2).mean()):.3f} | {(np.abs(off) < 1.96 * errors).mean():.1%} |"
            )


if __name__ == "__main__":
    main()
