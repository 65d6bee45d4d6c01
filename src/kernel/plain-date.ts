import { Temporal } from 'temporal-polyfill';

/** A business day without time or zone, `YYYY-MM-DD`. Compares as text. */
export type PlainDate = string;

const PLAIN_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The day, or undefined when the text is no existing day (`2026-02-31`). */
export function toPlainDate(text: string): PlainDate | undefined {
  if (!PLAIN_DATE.test(text)) return undefined;
  const days = daysOfMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
  const day = Number(text.slice(8, 10));
  return day >= 1 && day <= days ? text : undefined;
}

/** `count` days later; earlier when negative. */
export function addDays(date: PlainDate, count: number): PlainDate {
  return Temporal.PlainDate.from(date).add({ days: count }).toString();
}

/** Days from `from` to `to`: negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;
}

/** The day it is at that instant in that IANA zone: whose day counts must be said. */
export function dayIn(timeZone: string, instant: Date): PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

function daysOfMonth(year: number, month: number): number {
  if (month < 1 || month > 12) return 0;
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
