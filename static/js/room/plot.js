/* A series of figures as a small SVG plot. No library and no style attribute; its table stands beneath it elsewhere. */
import { html, nothing, svg } from "../../vendor/lit-html.js";
import { number, text } from "./words.js";

const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [230, 58, 14, 22, 32];
const NARROW = matchMedia("(max-width: 699px)");

/** Round steps that hold all values. Lines may begin above zero, so that small changes can be seen; bars never. */
function ticks(values, fromZero) {
  const high = Math.max(...values, 0);
  const least = Math.min(...values);
  const spread = high - least || Math.abs(high) || 1;
  const low = fromZero || least < spread ? Math.min(0, least) : least - spread * 0.25;
  const raw = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw * 0.999);
  const first = Math.floor(low / step);
  const marks = [];
  for (let n = first; n * step < high + step * 0.999; n += 1) marks.push(Math.round(n * step * 1e6) / 1e6);
  return marks;
}

/** `series`: {x: [labels], lines: [{label, values}]}. One line over names is drawn as bars, all else as lines. */
export function plot(series, title) {
  const { x: labels, lines } = series;
  const width = NARROW.matches ? 330 : 470; // near the width it is shown at, so that its letters keep their size
  const years = labels.every((label) => /^(19|20)\d\d/.test(String(text(label) || label)));
  const bars = lines.length === 1 && !years;
  const marks = ticks(lines.flatMap((line) => line.values.map(Number)), bars);
  const [low, high] = [marks[0], marks.at(-1)];
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low || 1));
  const slot = (width - LEFT - RIGHT) / labels.length;
  const x = (index) => LEFT + slot * (index + 0.5);
  return html`<svg class="plot" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label=${title}>
      ${marks.map(
        (mark) => svg`<line class="plot__grid" x1=${LEFT} x2=${width - RIGHT} y1=${y(mark)} y2=${y(mark)}></line>
          <text class="plot__tick" x=${LEFT - 8} y=${y(mark) + 5} text-anchor="end">${number(mark)}</text>`,
      )}
      ${lines.map((line, n) => (bars ? columns(line, x, y, slot) : curve(line, n, x, y)))}
      ${labels.map((label, i) => svg`<text class="plot__tick" x=${x(i)} y=${HEIGHT - 10} text-anchor="middle">${text(label) || label}</text>`)}
    </svg>
    ${lines.length > 1
      ? html`<ul class="plot-key">
          ${lines.map(
            (line, n) => html`<li>
              <svg viewBox="0 0 44 16" width="44" height="16" aria-hidden="true">
                <path class="plot__line plot__line--${n % 4}" d="M2 8 L42 8"></path>
                ${point(n, 22, 8)}
              </svg>
              ${text(line.label)}
            </li>`,
          )}
        </ul>`
      : nothing}`;
}

function columns(line, x, y, slot) {
  return line.values.map(
    (value, i) => svg`<rect class="plot__bar" x=${x(i) - slot * 0.3} width=${slot * 0.6}
        y=${Math.min(y(value), y(0))} height=${Math.abs(y(value) - y(0))}></rect>
      <text class="plot__value" x=${x(i)} y=${y(value) - 8} text-anchor="middle">${number(value)}</text>`,
  );
}

/** A line with marks of its own shape, so that lines are told apart without their hue. */
function curve(line, n, x, y) {
  const path = line.values.map((value, i) => `${i ? "L" : "M"}${x(i)} ${y(value)}`).join(" ");
  return svg`<path class="plot__line plot__line--${n % 4}" d=${path}></path>
    ${line.values.map(
      (value, i) => svg`${point(n, x(i), y(value))}
        <text class="plot__value plot__value--${n % 4}" x=${x(i)} y=${y(value) - 10} text-anchor="middle">${number(value)}</text>`,
    )}`;
}

function point(n, x, y) {
  switch (n % 4) {
    case 0:
      return svg`<circle class="plot__point plot__point--0" cx=${x} cy=${y} r="5.5"></circle>`;
    case 1:
      return svg`<rect class="plot__point plot__point--1" x=${x - 5} y=${y - 5} width="10" height="10"></rect>`;
    case 2:
      return svg`<path class="plot__point plot__point--2" d="M${x} ${y - 7} L${x + 7} ${y + 5} L${x - 7} ${y + 5} Z"></path>`;
  }
  return svg`<path class="plot__point plot__point--3" d="M${x} ${y - 7} L${x + 7} ${y} L${x} ${y + 7} L${x - 7} ${y} Z"></path>`;
}
