/* What things of a panel are called. Draws nothing. */
import { sideName, text } from "../room/words.js";

export { text };

/** A team with its blind code, or a person by their seat. */
export function subjectName(panel, key) {
  const subject = panel.subjects[key];
  if (!subject) return key;
  const name = text(subject.title) || sideName(subject.side) || key;
  return subject.code ? `${name} ${subject.code}` : name;
}

export function criterionName(panel, key) {
  return text(panel.criteria[key]?.title) || key;
}

/** Judges are known by number: judge-3 is judge 3. */
export function judgeName(key) {
  return interpolate(gettext("Judge %s"), [String(key).replace(/^judge-/, "")]);
}

export function ballotName(status) {
  return (
    {
      open: gettext("Still judging"),
      submitted: gettext("Ballot is in"),
      returned: gettext("Given back"),
    }[status] || status
  );
}

export function resultName(status) {
  return (
    {
      computed: gettext("Computed, not yet confirmed"),
      outdated: gettext("Out of date: something changed since"),
      confirmed: gettext("Confirmed, not yet published"),
      published: gettext("Published"),
    }[status] || status
  );
}

export function ruleName(panel, key) {
  return text(panel.penalty_rules?.[key]?.title) || key;
}

export function roleName(role, seat) {
  return (
    {
      judge: judgeName(seat),
      head_judge: gettext("Head judge"),
      timekeeper: gettext("Timekeeper"),
      host: gettext("Host"),
      organiser: gettext("Organiser"),
    }[role] || gettext("Watching")
  );
}

/** The seat that did something, as a person is told. */
export function seatName(key) {
  return roleName({ "head-judge": "head_judge" }[key] || key, key);
}
