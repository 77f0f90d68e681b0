/* What things are called: texts in the reader's language, sides, seats, times and numbers. Draws nothing. */

export const lang = document.documentElement.lang || "zh-hans";
const chinese = lang.toLowerCase().startsWith("zh");

/** The reader's language of a bilingual text; the other one where it is missing; "" for nothing. */
export function text(words) {
  if (!words) return "";
  if (typeof words === "string") return words;
  return (chinese ? words.zh || words.en : words.en || words.zh) || "";
}

/** A title without what stands in brackets, where room is short. */
export function short(words) {
  return words.replace(/[（(][^（）()]*[)）]/g, "").trim() || words;
}

export const SIDES = ["workers", "employer"];

export function other(side) {
  return side === "workers" ? "employer" : "workers";
}

export function sideName(side) {
  return side === "workers" ? gettext("Workers’ side") : side === "employer" ? gettext("Employer’s side") : "";
}

/** What a seat is called at this table, such as 首席协商代表（工会主席）. */
export function seatName(state, key) {
  return text(state.seats?.[key]?.title) || key || "";
}

/** The few words that tell seats of one side apart: a chief by the office, all others by what stands in brackets. */
export function seatShort(state, key) {
  const title = seatName(state, key);
  const inside = /[（(]([^（）()]+)[)）]\s*$/.exec(title)?.[1];
  return state.seats?.[key]?.role === "chief" || !inside ? short(title) : inside;
}

/** 12:05 from milliseconds, rounded up so that 0:00 means over; with hours where there are any. */
export function clock(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A length of time in words, for those who hear it. */
export function spoken(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (!minutes) return interpolate(ngettext("%s second", "%s seconds", seconds), [seconds]);
  return interpolate(ngettext("%s minute", "%s minutes", minutes), [minutes]);
}

const hours = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

/** The time of day of an event, to the second. */
export function timeOf(at) {
  return at ? hours.format(new Date(at)) : "";
}

const plain = new Intl.NumberFormat(lang, { maximumFractionDigits: 2 });

/** A number with its thousands apart; anything else as it is. */
export function number(value) {
  if (typeof value === "number") return plain.format(value);
  const parsed = typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
  return Number.isFinite(parsed) ? plain.format(parsed) : String(value ?? "");
}

/** +3, −2, ±0: a difference that is never read as a plain number. */
export function signed(value) {
  if (value > 0) return `+${plain.format(value)}`;
  return value < 0 ? `−${plain.format(-value)}` : "±0";
}

export function statusName(status) {
  return (
    {
      planned: gettext("Not yet open"),
      open: gettext("Under way"),
      paused: gettext("Paused"),
      agreed: gettext("Agreed"),
      suspended: gettext("Suspended"),
      abandoned: gettext("Abandoned"),
    }[status] || status
  );
}

export function offerStatusName(status) {
  return (
    {
      recorded: gettext("Waiting for the chief’s confirmation"),
      tabled: gettext("On the table"),
      withdrawn: gettext("Withdrawn"),
      rejected: gettext("Rejected"),
      accepted: gettext("Accepted"),
    }[status] || status
  );
}
