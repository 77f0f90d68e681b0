/* What the draft makes possible: the frontier as one types, chance behind it, and what is wrong, in words. */
import { html, nothing, svg } from "../../vendor/lit-html.js";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [480, 364, 44, 464, 26, 316];

/** `show` opens the field of a fault. */
export function lookedAt({ faults, figures, chance }, document, { show, hard, askHard }) {
  const told = (severity) => faults.filter((each) => each.severity === severity);
  const errors = told("error");
  return html`<section aria-labelledby="possible">
      <h2 id="possible">${gettext("What it makes possible")}</h2>
      ${figures ? drawn(figures, chance, document) : html`<p class="empty">${gettext("The frontier appears as soon as issues, options and points can be read.")}</p>`}
    </section>
    <section aria-labelledby="wrong">
      <h2 id="wrong">${errors.length ? interpolate(ngettext("%s error", "%s errors", errors.length), [errors.length]) : gettext("Nothing stands in the way of publishing")}</h2>
      <ul>
        ${[...errors, ...told("warning"), ...told("note")].slice(0, 60).map(
          (each) => html`<li class="fault--${each.severity}">${each.path ? html`<button type="button" class="btn-link" @click=${() => show(each.path)}>${each.path}</button> ` : nothing}${each.message}</li>`,
        )}
      </ul>
    </section>
    <section aria-labelledby="hard">
      <h2 id="hard">${gettext("How hard it is")}</h2>
      <p>
        <button type="button" class="btn btn-secondary" @click=${askHard} aria-disabled=${hard?.asking ? "true" : "false"}>${gettext("Let opponents play it")}</button>
      </p>
      <p role="status">
        ${hard?.asking ? gettext("They bargain…") : hard?.message || nothing}
        ${hard?.level ? html`<b>${interpolate(gettext("Difficulty %s of 3."), [hard.level])}</b> ${hard.reason} ${interpolate(gettext("%s meetings: %s agreed, %s short of the frontier on average."), [hard.meetings, percent(hard.agreed), percent(hard.short)])}` : nothing}
      </p>
    </section>`;
}

function percent(share) {
  return `${Math.round(share * 100)} %`;
}

function inside(place, from, to) {
  return place >= from - 1 && place <= to + 1;
}

function drawn(figures, chance, document) {
  const points = figures.frontier;
  const cloud = chance?.cloud || [];
  const [workers, employer] = ["workers", "employer"].map((side) => Number(document.parties?.[side]?.reservation) || 0);
  const every = [...points, ...cloud, [workers, employer]];
  const [x, y] = [0, 1].map((side) => {
    const figuresOf = every.map((pair) => pair[side]);
    const [low, high] = [Math.min(...figuresOf, 0), Math.max(...figuresOf, 1)];
    return side ? (value) => BOTTOM - ((value - low) / (high - low)) * (BOTTOM - TOP) : (value) => LEFT + ((value - low) / (high - low)) * (RIGHT - LEFT);
  });
  const says = interpolate(gettext("%s packages, %s of them may be agreed; %s points on the frontier. Between the dashed lines and the frontier both have their reservation."), [
    figures.outcomes,
    figures.considered,
    points.length,
  ]);
  return html`<figure class="looked__plot">
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${says}>
        <rect x=${LEFT} y=${TOP} width=${RIGHT - LEFT} height=${BOTTOM - TOP} fill="#fff" stroke="#ddd3c5"></rect>
        ${[0, 20, 40, 60, 80, 100].map(
          (mark) => svg`${inside(x(mark), LEFT, RIGHT) ? svg`<text x=${x(mark)} y=${BOTTOM + 14} text-anchor="middle" font-size="12" fill="#4a423c">${mark}</text>` : nothing}
            ${inside(y(mark), TOP, BOTTOM) ? svg`<text x=${LEFT - 6} y=${y(mark) + 4} text-anchor="end" font-size="12" fill="#4a423c">${mark}</text>` : nothing}`,
        )}
        ${cloud.map(([w, e]) => svg`<circle cx=${x(w)} cy=${y(e)} r="1.7" fill="#4a423c" opacity="0.4"></circle>`)}
        <line x1=${x(workers)} x2=${x(workers)} y1=${TOP} y2=${BOTTOM} stroke="#8a3d00" stroke-dasharray="5 4"></line>
        <line x1=${LEFT} x2=${RIGHT} y1=${y(employer)} y2=${y(employer)} stroke="#0a4a87" stroke-dasharray="5 4"></line>
        <polyline points=${points.map(([w, e]) => `${x(w)},${y(e)}`).join(" ")} fill="none" stroke="#b7791f" stroke-width="2"></polyline>
        ${points.map(([w, e]) => svg`<circle cx=${x(w)} cy=${y(e)} r="2.6" fill="#b7791f"></circle>`)}
        ${figures.nash ? svg`<circle cx=${x(figures.nash.utilities[0])} cy=${y(figures.nash.utilities[1])} r="6" fill="#1c5b33" stroke="#fff"></circle>` : nothing}
        <text x=${RIGHT} y=${BOTTOM + 38} text-anchor="end" font-size="14">${gettext("Workers’ side")} →</text>
        <text x="4" y="12" font-size="14">↑ ${gettext("Employer’s side")}</text>
      </svg>
      <figcaption>${says}</figcaption>
    </figure>
    ${figures.exact === false ? html`<p class="notice">${gettext("Too many packages to list: the frontier drawn is an upper bound.")}</p>` : nothing}
    <div class="table-responsive" tabindex="0" role="group" aria-label=${gettext("Points that theory names")}>
      <table class="table">
        <thead><tr><th scope="col">${gettext("Point")}</th><th scope="col">${gettext("Workers’ side")}</th><th scope="col">${gettext("Employer’s side")}</th></tr></thead>
        <tbody>
          ${[["nash", gettext("Nash (green)")], ["kalai_smorodinsky", "Kalai–Smorodinsky"], ["egalitarian", gettext("Egalitarian")], ["utilitarian", gettext("Largest sum")]].map(
            ([key, name]) => html`<tr><th scope="row">${name}</th>${figures[key] ? figures[key].utilities.map((each) => html`<td>${each}</td>`) : html`<td colspan="2">${gettext("none: no package gives both their reservation")}</td>`}</tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${chance?.joint ? html`<p>${interpolate(gettext("A random deal reaches %s, %s, %s of the best joint gain (one in ten less; half; one in ten more)."), chance.joint.map(percent))}</p>` : nothing}`;
}
