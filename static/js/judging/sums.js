/* What a ballot asks for and what it comes to so far. Pure: no words, no page. The server's arithmetic is the one that
   counts; this is what a judge sees while filling in. */

/** Entries of a {id: {number}} object in their order. */
export function inOrder(things) {
  return Object.entries(things || {}).sort(([, a], [, b]) => (a.number || 0) - (b.number || 0));
}

/** Every cell of a complete ballot, criterion by criterion: [[criterion, subject]…]. */
export function cellsOf(panel) {
  const cells = [];
  for (const [criterion, { kind }] of inOrder(panel.criteria)) {
    for (const [subject, one] of inOrder(panel.subjects)) if (one.kind === kind) cells.push([criterion, subject]);
  }
  return cells;
}

/** The subjects of a kind, in order: [[id, subject]…]. */
export function subjectsOf(panel, kind) {
  return inOrder(panel.subjects).filter(([, subject]) => subject.kind === kind);
}

/** The criteria of a kind, in order. */
export function criteriaOf(panel, kind) {
  return inOrder(panel.criteria).filter(([, criterion]) => criterion.kind === kind);
}

/** The cells among `cells` that `valueOf(criterion, subject)` has no value for. */
export function missing(cells, valueOf) {
  return cells.filter(([criterion, subject]) => !valueOf(criterion, subject));
}

/** How many cells the state, as the server has it, holds a value for: what `ballot.submit` expects. */
export function filled(scores) {
  return Object.values(scores || {}).reduce(
    (sum, cells) => sum + Object.values(cells).filter((cell) => cell.value).length,
    0,
  );
}

/** The values of a scale as the server writes them, or [] where there are too many to press. */
export function steps({ low, high, step }, most = 21) {
  const [from, to, by] = [low, high, step].map(Number);
  const count = Math.round((to - from) / by) + 1;
  if (count > most) return [];
  return Array.from({ length: count }, (_, n) => plain(from + n * by));
}

/** What a judge's values come to for a subject, weights applied, in hundredths exact enough to show; null before all are in. */
export function total(panel, subject, valueOf) {
  const criteria = criteriaOf(panel, panel.subjects[subject].kind);
  if (criteria.some(([criterion]) => !valueOf(criterion, subject))) return null;
  return criteria.reduce((sum, [key, { weight, scale }]) => sum + (Number(weight) * Number(valueOf(key, subject))) / Number(scale.high), 0);
}

/** A number without the dust of binary fractions: 7, 7.5. */
export function plain(number) {
  return String(Math.round(number * 10000) / 10000);
}

/** The server's exact numbers, which may be fractions such as 235/3, with two decimals: 78.33. */
export function decimals(exact) {
  const [over, under = "1"] = String(exact).split("/");
  const value = Number(over) / Number(under);
  return Number.isInteger(value) ? String(value) : (Math.round(value * 100) / 100).toFixed(2);
}
