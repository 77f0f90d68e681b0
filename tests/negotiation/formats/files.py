"""Files of other programs for the tests, written the plain way, and their packages listed the slow way."""

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path

Evaluations = Mapping[str, Mapping[str, float]]
Point = tuple[float, float]


def domain(values: Mapping[str, Sequence[str]], first: int = 1) -> str:
    issues = "".join(
        f'<issue index="{n}" name="{name}" type="discrete" etype="discrete" vtype="discrete">'
        + "".join(f'<item index="{k}" value="{value}"/>' for k, value in enumerate(offered, 1))
        + "</issue>\n"
        for n, (name, offered) in enumerate(values.items(), first)
    )
    space = f"<utility_space><objective index='0'>\n{issues}</objective></utility_space>"
    return f"<negotiation_template>{space}</negotiation_template>"


def profile(weights: Mapping[str, float], evaluations: Evaluations, more: str = "", first: int = 1) -> str:
    issues = "".join(
        f'<issue index="{n}" name="{name}" type="discrete">\n'
        + "".join(f'<item index="{k}" value="{v}" evaluation="{e}"/>\n' for k, (v, e) in enumerate(offered.items(), 1))
        + "</issue>\n"
        for n, (name, offered) in enumerate(evaluations.items(), first)
    )
    weighed = "".join(f'<weight index="{n}" value="{w}"/>' for n, w in enumerate(weights.values(), first))
    return f"<utility_space><objective index='0'>\n{issues}{weighed}</objective>{more}</utility_space>"


def written(folder: Path, *texts: str, ending: str = "xml") -> list[str]:
    """The texts as files; their names."""
    names = []
    for number, text in enumerate(texts):
        path = folder / f"f{number}.{ending}"
        path.write_text(text, encoding="utf-8")
        names.append(str(path))
    return names


def utilities(
    profiles: Sequence[tuple[Mapping[str, float], Evaluations]], *, by_largest: bool
) -> list[tuple[float, float]]:
    """Both utilities of every package."""
    issues = list(profiles[0][1])
    found = []
    for package in product(*(profiles[0][1][issue] for issue in issues)):
        pair = []
        for weights, evaluations in profiles:
            total = 0.0
            for issue, value in zip(issues, package, strict=True):
                largest = max(evaluations[issue].values()) if by_largest else 1
                total += weights[issue] * (evaluations[issue][value] / largest if largest > 0 else 0)
            pair.append(total)
        found.append((pair[0], pair[1]))
    return found


def frontier(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Those that no other beats, by comparing each with every other."""
    close = 1e-12
    kept: list[tuple[float, float]] = []
    for x, y in points:
        beaten = any(a >= x - close and b >= y - close and (a > x + close or b > y + close) for a, b in points)
        if not beaten and not any(abs(a - x) <= close and abs(b - y) <= close for a, b in kept):
            kept.append((x, y))
    return sorted(kept, reverse=True)
