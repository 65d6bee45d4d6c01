// Moments are kept as UTC text to the second (`2026-11-20T08:00:00Z`), so that text order is time order.
// They go out with the offset of the tenant's zone, which is Europe/Berlin.

/** UTC text to the second. */
export type Moment = string;

export function momentOf(date: Date): Moment {
  return `${date.toISOString().slice(0, 19)}Z`;
}

const shown = new Map<Moment, string>();
const SHOWN_MAX = 50_000;

/** `2026-11-20T08:00:00Z` → `2026-11-20T09:00:00+01:00`. */
export function showMoment(moment: Moment): string {
  const known = shown.get(moment);
  if (known !== undefined) return known;
  const at = Date.parse(moment);
  const hours = offsetHours(at);
  const local = new Date(at + hours * 3_600_000).toISOString().slice(0, 19);
  const text = `${local}+0${hours}:00`;
  if (shown.size > SHOWN_MAX) shown.clear();
  shown.set(moment, text);
  return text;
}

/** The business day of a moment in the tenant's zone, `YYYY-MM-DD`. */
export function dayOf(moment: Moment): string {
  return showMoment(moment).slice(0, 10);
}

/** Midnight of a business day in the tenant's zone. */
export function midnight(day: string): Moment {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // The offset before and after a change of clocks differs; the change is never at midnight, so one look is enough.
  return momentOf(new Date(utc - offsetHours(utc - 3_600_000) * 3_600_000));
}

export function addDays(moment: Moment, days: number): Moment {
  return momentOf(new Date(Date.parse(moment) + days * 86_400_000));
}

// The offset may have lost its plus sign to a blank: that is what happens to it in a query that is not encoded.
const ISO =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?:\s*(Z|UTC|[+-]\d\d:?\d\d)| (\d\d:\d\d))?)?$/;
const US = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/**
 * Reads what a caller may send as a moment: ISO, or `9/12/2019` (month first).
 * A day without time is midnight UTC, or midnight of the tenant for `zone: 'tenant'` (invoice dates and the like).
 */
export function readMoment(raw: string, zone: 'utc' | 'tenant'): Moment | undefined {
  const trimmed = raw.trim();
  const us = US.exec(trimmed);
  const text = us ? `${us[3]}-${(us[1] ?? '').padStart(2, '0')}-${(us[2] ?? '').padStart(2, '0')}` : trimmed;
  const iso = ISO.exec(text);
  if (!iso) return undefined;
  const [, day = '', time, signed, unsigned] = iso;
  const offset = unsigned === undefined ? signed : `+${unsigned}`;
  if (Number.isNaN(Date.parse(`${day}T00:00:00Z`))) return undefined;
  if (!time) return zone === 'tenant' ? midnight(day) : `${day}T00:00:00Z`;
  const at = Date.parse(`${day}T${time}${offset === undefined || offset === 'UTC' ? 'Z' : offset}`);
  return Number.isNaN(at) ? undefined : momentOf(new Date(at));
}

/** Central European time: +2 from the last Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00 UTC. */
function offsetHours(at: number): 1 | 2 {
  const year = new Date(at).getUTCFullYear();
  return at >= lastSunday(year, 2) && at < lastSunday(year, 9) ? 2 : 1;
}

function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1));
  return last.getTime() - last.getUTCDay() * 86_400_000;
}
