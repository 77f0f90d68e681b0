/* Figures drawn: a series as a small SVG plot with its table beneath, a table as a table. No library, no style. */
import { html, nothing, svg } from "../../vendor/lit-html.js";
import { number, text } from "./words.js";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [560, 240, 64, 16, 18, 40];

/** Points [{label, value}] of a series given as {x: y} or [[x, y], …]; none when it is no series of numbers. */
export function seriesOf(value) {
  const pairs = Array.isArray(value) ? value : value && typeof value === "object" ? Object.entries(value) : [];
  const points = pairs.map((pair) =>
    Array.isArray(pair) ? { label: String(text(pair[0]) || pair[0]), value: Number(pair[1]) } : { value: NaN },
  );
  return points.length > 1 && points.every((point) => Number.isFinite(point.value)) ? points : [];
}

/** Round steps that hold all values, beginning at zero unless they are far from it. */
function ticks(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(...values, low + 1e-9);
  const raw = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw);
  const first = Math.floor(low / step) * step;
  const all = [];
  for (let at = first; at < high + step * 0.999; at += step) all.push(Math.round(at / step) * step);
  return all;
}

/** Bars for a few named things, a line for years. */
export function plot(points, title) {
  const marks = ticks(points.map((point) => point.value));
  const [low, high] = [marks[0], marks.at(-1)];
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low));
  const slot = (WIDTH - LEFT - RIGHT) / points.length;
  const x = (index) => LEFT + slot * (index + 0.5);
  const line = points.every((point) => /^(19|20)\d\d/.test(point.label));
  const path = points.map((point, i) => `${i ? "L" : "M"}${x(i)} ${y(point.value)}`).join(" ");
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${title}>
    ${marks.map(
      (mark) => svg`<line class="plot__grid" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${y(mark)} y2=${y(mark)}></line>
        <text class="plot__tick" x=${LEFT - 8} y=${y(mark) + 5} text-anchor="end">${number(mark)}</text>`,
    )}
    ${line ? svg`<path class="plot__line" d=${path}></path>` : nothing}
    ${points.map((point, i) =>
      line
        ? svg`<circle class="plot__point" cx=${x(i)} cy=${y(point.value)} r="5"></circle>`
        : svg`<rect class="plot__bar" x=${x(i) - slot * 0.3} width=${slot * 0.6}
            y=${Math.min(y(point.value), y(0))} height=${Math.abs(y(point.value) - y(0))}></rect>`,
    )}
    ${points.map(
      (point, i) => svg`<text class="plot__value" x=${x(i)} y=${y(point.value) - 9} text-anchor="middle">${number(point.value)}</text>
        <text class="plot__tick" x=${x(i)} y=${HEIGHT - 14} text-anchor="middle">${point.label}</text>`,
    )}
  </svg>`;
}
