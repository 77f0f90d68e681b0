"""Drawings as SVG text: plain marks on a plane. The same text stands on the page and in the printed document.

Colours are attributes, so that a page under a strict policy and a typesetter draw the same. A mark may carry what it
says (``data-says``) and its moment (``data-at``, epoch ms): the page shows them when it is touched.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

WIDTH, HEIGHT = 480, 400
INK, SOFT, LINE, WASH, GOOD, BAD, GOLD = "#1f1a17", "#4a423c", "#ddd3c5", "#f3eee5", "#1c5b33", "#8f1d14", "#b7791f"
SIDE = {"workers": "#8a3d00", "employer": "#0a4a87"}
SIDE_WASH = {"workers": "#d98a3d", "employer": "#5b96cf"}
FONT = "Noto Sans CJK SC"


@dataclass(frozen=True, slots=True)
class Scale:
    """From figures to places: ``low`` lies at ``start``, ``high`` at ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, figure: float) -> float:
        span = self.high - self.low or 1.0
        return self.start + (figure - self.low) / span * (self.end - self.start)

    def ticks(self, at_most: int = 6) -> list[int]:
        """Round figures inside the scale."""
        step = next(step for step in (1, 2, 5, 10, 20, 25, 50, 100, 10**9) if (self.high - self.low) / step <= at_most)
        first = -(-int(self.low) // step) * step
        return [] if step == 10**9 else list(range(first, int(self.high) + 1, step))


@dataclass
class Canvas:
    """Marks in the order in which they are put down."""

    width: int = WIDTH
    height: int = HEIGHT
    marks: list[str] = field(default_factory=list)

    def layer(self, name: str) -> None:
        """What follows, up to ``end``, belongs to this layer, which the page can switch off."""
        self.marks.append(f'<g data-layer="{name}">')

    def end(self) -> None:
        self.marks.append("</g>")

    def line(self, points: Iterable[tuple[float, float]], colour: str, width: float = 1.5, dashed: str = "") -> None:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = f' stroke-dasharray="{dashed}"' if dashed else ""
        self.marks.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
            f'stroke-linejoin="round"{dash}/>'
        )

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, *, opacity: float = 1, stroke: str = "none"
    ) -> None:
        self.marks.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" fill="{fill}" '
            f'fill-opacity="{opacity}" stroke="{stroke}"/>'
        )

    def dot(self, x: float, y: float, radius: float, fill: str, *, opacity: float = 1) -> None:
        self.marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" fill-opacity="{opacity}"/>')

    def words(
        self, x: float, y: float, text: str, *, colour: str = SOFT, anchor: str = "start", size: int = 13
    ) -> None:
        self.marks.append(
            f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" font-family="{FONT}" '
            f'text-anchor="{anchor}">{escape(text)}</text>'
        )

    def sign(self, x: float, y: float, side: str, says: str, at: int | None = None, *, radius: float = 6) -> None:
        """A side's own sign: round for the workers, square for the employer; it says something when touched."""
        colour = SIDE[side]
        shape = (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}" stroke="#fff" stroke-width="1.5"/>'
            if side == "workers"
            else f'<rect x="{x - radius:.1f}" y="{y - radius:.1f}" width="{2 * radius}" height="{2 * radius}" '
            f'fill="{colour}" stroke="#fff" stroke-width="1.5"/>'
        )
        self.speaking(shape, says, at)

    def star(self, x: float, y: float, says: str, at: int | None = None) -> None:
        """The deal."""
        ends = ((0, -10), (3, -3), (10, -3), (4.5, 2), (6.5, 10), (0, 5.5), (-6.5, 10), (-4.5, 2), (-10, -3), (-3, -3))
        points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in ends)
        self.speaking(f'<polygon points="{points}" fill="{GOOD}" stroke="#fff" stroke-width="1.5"/>', says, at)

    def speaking(self, shape: str, says: str, at: int | None) -> None:
        """A shape that can be touched, and reached by the keyboard, and then says this."""
        moment = f' data-at="{at}"' if at is not None else ""
        words = escape(says, quote=True)
        self.marks.append(
            f'<g class="plot__mark" role="button" tabindex="0" aria-label="{words}" data-says="{words}"{moment}>'
            f"{shape}</g>"
        )

    def text(self) -> str:
        """The whole drawing."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}">{"".join(self.marks)}</svg>'
        )
