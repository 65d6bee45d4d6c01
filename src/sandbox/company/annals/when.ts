// Moments as numbers, and back into text without a Date for each: a page of records has hundreds of them.
import { dayOf, midnight } from '../../moment.ts';

export const DAY_S = 86_400;

/** Seconds since 1970. */
export const secondOf = (moment: string): number => Date.parse(moment) / 1000;

const two = (value: number) => String(value).padStart(2, '0');
const times: (string | undefined)[] = [];

function timeText(second: number): string {
  const known = times[second];
  if (known !== undefined) return known;
  const made = `T${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}Z`;
  times[second] = made;
  return made;
}

const days: (string | undefined)[] = [];

/** Number of days since 1970 → `2026-03-18`. */
export function dayText(day: number): string {
  const known = days[day];
  if (known !== undefined) return known;
  const made = new Date(day * DAY_S * 1000).toISOString().slice(0, 10);
  days[day] = made;
  return made;
}

/** `2026-03-18` → number of days since 1970. */
export const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000 / DAY_S;

export function momentText(second: number): string {
  const day = Math.floor(second / DAY_S);
  return dayText(day) + timeText(second - day * DAY_S);
}

const midnights: (number | undefined)[] = [];

/** The second at which a day begins in the tenant's zone. */
export function midnightSecond(day: number): number {
  const known = midnights[day];
  if (known !== undefined) return known;
  const made = secondOf(midnight(dayText(day)));
  midnights[day] = made;
  return made;
}

/** A moment of a plot: moved by seconds, or by days where it is the beginning of one. */
export interface When {
  readonly second: number;
  /** Set where the moment is the beginning of this day in the tenant's zone. */
  readonly day: number | undefined;
}

/** How far a retelling lies from its plot. */
export interface Shift {
  readonly seconds: number;
  readonly days: number;
}

export function whenOf(moment: string): When {
  const second = secondOf(moment);
  const day = dayOf(moment);
  return { second, day: midnight(day) === moment ? dayNumber(day) : undefined };
}

export function moved({ second, day }: When, shift: Shift): number {
  return day === undefined ? second + shift.seconds : midnightSecond(day + shift.days);
}
