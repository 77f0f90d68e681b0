/* Three texts of one document: as both began from it, mine, theirs. What only one of us changed is taken over; where both
   changed the same place, it is a clash that people settle. Lists are joined by what names their entries. */

const NAMES = ["id", "key"];

/** `{content, clashes}`: the joined document, mine where both changed, and there `{path, mine, theirs}`. */
export function merged(base, mine, theirs) {
  const clashes = [];
  const content = joined(base, mine, theirs, "", clashes);
  return { content, clashes };
}

function joined(base, mine, theirs, path, clashes) {
  if (same(mine, theirs) || same(base, theirs)) return structuredClone(mine);
  if (same(base, mine)) return structuredClone(theirs);
  if ([mine, theirs].every(isNamed) && (base === undefined || isNamed(base))) return lists(base || [], mine, theirs, path, clashes);
  if ([mine, theirs].every(isMap)) return maps(isMap(base) ? base : {}, mine, theirs, path, clashes);
  clashes.push({ path, mine: structuredClone(mine), theirs: structuredClone(theirs) });
  return structuredClone(mine);
}

function maps(base, mine, theirs, path, clashes) {
  const made = {};
  for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const value = joined(base[key], mine[key], theirs[key], path ? `${path}.${key}` : key, clashes);
    if (value !== undefined) made[key] = value;
  }
  return made;
}

/** My order, with what they added behind it. */
function lists(base, mine, theirs, path, clashes) {
  const [was, my, their] = [base, mine, theirs].map((many) => new Map(many.map((each) => [named(each), each])));
  const made = [];
  for (const name of new Set([...my.keys(), ...their.keys()])) {
    const value = joined(was.get(name), my.get(name), their.get(name), `${path}[${name}]`, clashes);
    if (value !== undefined) made.push(value);
  }
  return made;
}

/** The document with one clash settled their way. */
export function settled(content, { path, theirs }) {
  const steps = path.split(/\.|(?=\[)/).map((step) => step.replace(/\]$/, ""));
  const last = steps.pop();
  const holder = steps.reduce((here, step) => here[place(here, step)], content);
  const at = place(holder, last);
  if (theirs !== undefined && at === undefined) holder.push(structuredClone(theirs));
  else if (theirs !== undefined) holder[at] = structuredClone(theirs);
  else if (Array.isArray(holder)) {
    if (at !== undefined) holder.splice(at, 1);
  } else delete holder[at];
  return content;
}

function place(holder, step) {
  if (!step.startsWith("[")) return step;
  const found = holder.findIndex((each) => named(each) === step.slice(1));
  return found < 0 ? undefined : found;
}

function isMap(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** A list whose entries each have a name that no other has. */
function isNamed(value) {
  if (!Array.isArray(value) || !value.every(isMap)) return false;
  const names = value.map(named);
  return names.every((each) => each !== undefined && !/[.[\]]/.test(each)) && new Set(names).size === names.length;
}

function named(entry) {
  const key = NAMES.find((each) => typeof entry[each] === "string");
  return key && entry[key];
}

export function same(one, other) {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((each, at) => same(each, other[at]));
  if (!isMap(one) || !isMap(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => key in other && same(one[key], other[key]));
}
