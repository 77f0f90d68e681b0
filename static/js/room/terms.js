/* What terms mean: in words, in own points, in cost, against the law and against the own mandate.
   Computes only from what the view holds; a seat that may not know points or a mandate gets none. */
import { text } from "./words.js";

export function issuesOf(state) {
  return inOrder(state.scenario?.issues);
}

/** [[id, what]] as the scenario orders them. */
export function inOrder(things) {
  return Object.entries(things || {}).sort((a, b) => a[1].order - b[1].order);
}

export function optionOf(state, issue, option) {
  return state.scenario?.issues?.[issue]?.options?.[option];
}

export function issueTitle(state, issue) {
  return text(state.scenario?.issues?.[issue]?.title) || issue;
}

export function optionText(state, issue, option) {
  return text(optionOf(state, issue, option)?.text) || option;
}

/** The terms as lines of words, in the order of the agenda. */
export function inWords(state, terms) {
  return issuesOf(state)
    .filter(([issue]) => terms[issue] !== undefined)
    .map(([issue]) => ({ issue, title: issueTitle(state, issue), option: optionText(state, issue, terms[issue]) }));
}

/** Points of an option, or undefined where this view knows none. `worths`: {points, interactions} of one side. */
export function pointsOf(worths, issue, option) {
  return worths?.points?.[issue]?.[option];
}

/** What terms are worth to the side of `worths`, interactions included; undefined where it knows no points. */
export function worth(worths, terms) {
  if (!worths?.points) return undefined;
  let sum = 0;
  for (const [issue, option] of Object.entries(terms)) sum += pointsOf(worths, issue, option) || 0;
  for (const bonus of Object.values(worths.interactions || {})) {
    if (Object.entries(bonus.when).every(([issue, option]) => terms[issue] === option)) sum += bonus.points;
  }
  return sum;
}

/** What terms cost the employer a year, or undefined where this view knows no costs. */
export function cost(state, terms) {
  let sum;
  for (const [issue, option] of Object.entries(terms)) {
    const one = optionOf(state, issue, option)?.cost;
    if (one !== undefined) sum = (sum || 0) + Number(one);
  }
  return sum === undefined ? undefined : Math.round(sum * 100) / 100;
}

/** The statutory floors that terms would break: [{issue, floor}]. */
export function unlawful(state, terms) {
  return Object.entries(terms).flatMap(([issue, option]) => {
    const chosen = optionOf(state, issue, option);
    if (!chosen || chosen.lawful !== false) return [];
    return [{ issue, floor: state.scenario.floors?.[chosen.floor] }];
  });
}

/** The policy lines that lawful terms fall behind: [{issue, floor}]. */
export function risky(state, terms) {
  return Object.entries(terms).flatMap(([issue, option]) => {
    const chosen = optionOf(state, issue, option);
    return chosen?.lawful && chosen.floor ? [{ issue, floor: state.scenario.floors?.[chosen.floor] }] : [];
  });
}

/** Whether one rule of the own mandate is broken; an open issue breaks none. */
function breaks(state, rule, terms) {
  const has = (pair) => pair && terms[pair.issue] === pair.option;
  switch (rule.kind) {
    case "max_cost":
      return (cost(state, terms) || 0) > Number(rule.value);
    case "must_have":
      return terms[rule.issue] !== undefined && !(terms[rule.issue] in rule.options);
    case "never":
      return terms[rule.issue] !== undefined && terms[rule.issue] in rule.options;
    case "requires":
      return has(rule.when) && terms[rule.then.issue] !== undefined && !has(rule.then);
    case "excludes":
      return has(rule.when) && has(rule.then);
  }
  return false;
}

/** The rules of the own mandate that terms break. */
export function broken(state, constraints, terms) {
  return Object.values(constraints || {}).filter((rule) => breaks(state, rule, terms));
}

/** Issues whose option differs between two packages: {issue: option before or undefined}. */
export function changed(before, after) {
  const different = {};
  for (const issue of new Set([...Object.keys(before || {}), ...Object.keys(after)])) {
    if ((before || {})[issue] !== after[issue]) different[issue] = (before || {})[issue];
  }
  return different;
}
