// Which story is told again when, with which ids and numbers: everything that seed and number of a story decide.
import type { Chance } from '../../random.ts';
import { placesOfRunning } from './number-form.ts';
import type { Plot } from './plot.ts';
import { RECORD_TABLES } from './retold-cell.ts';
import { DAY_S } from './when.ts';

export interface CalendarPlan {
  readonly plots: readonly Plot[];
  /** Number patterns of the suppliers, in their order. */
  readonly patterns: readonly string[];
  readonly dice: Chance;
  /** Seconds. */
  readonly start: number;
  readonly now: number;
  readonly invoices: number;
}

export interface Calendar {
  readonly stories: number;
  readonly plotOf: Uint16Array;
  /** When the story's last invoice comes in, in seconds. */
  readonly second: Uint32Array;
  /** By table: the position of the story's first record; at the end how many there are. */
  readonly starts: readonly Uint32Array[];
  /** The running number of the story's first invoice. */
  readonly running: Uint32Array;
  /** By supplier: the last running number. */
  readonly lastRunning: readonly number[];
}

export function calendarOf(plan: CalendarPlan): Calendar {
  const plotOf = dealPlots(plan);
  const { running, lastRunning } = giveNumbers(plotOf, plan);
  const starts = RECORD_TABLES.map((_, table) => startsOf(plotOf, plan.plots, table));
  const second = giveMoments(plotOf.length, plan);
  return { stories: plotOf.length, plotOf, second, starts, running, lastRunning };
}

/** Every plot once in random order, then again in another, until there are enough invoices. */
function dealPlots({ plots, dice, invoices }: CalendarPlan): Uint16Array {
  const dealt = new Uint16Array(invoices);
  const pack = Uint16Array.from(plots.keys());
  let stories = 0;
  let room = invoices;
  for (let at = pack.length; room > 0; at += 1) {
    if (at >= pack.length) {
      shuffle(pack, dice);
      at = 0;
    }
    const drawn = pack[at] ?? 0;
    const many = plots[drawn]?.records[0]?.length ?? 0;
    if (many === 0 || many > room) continue;
    dealt[stories++] = drawn;
    room -= many;
  }
  return dealt.slice(0, stories);
}

function shuffle(pack: Uint16Array, dice: Chance): void {
  for (let at = pack.length - 1; at > 0; at -= 1) {
    const other = dice.between(0, at);
    [pack[at], pack[other]] = [pack[other] ?? 0, pack[at] ?? 0];
  }
}

function startsOf(plotOf: Uint16Array, plots: readonly Plot[], table: number): Uint32Array {
  const counts = plots.map((plot) => plot.records[table]?.length ?? 0);
  const starts = new Uint32Array(plotOf.length + 1);
  let next = 0;
  for (let story = 0; story < plotOf.length; story += 1) {
    starts[story] = next;
    next += counts[plotOf[story] ?? 0] ?? 0;
  }
  starts[plotOf.length] = next;
  return starts;
}

/** Each supplier counts its own invoices, and leaves out a number that would look like a slip of an equal invoice's. */
function giveNumbers(plotOf: Uint16Array, { plots, patterns }: CalendarPlan) {
  const users = patterns.map(() => [0]);
  const places = patterns.map(placesOfRunning);
  const running = new Uint32Array(plotOf.length);
  for (const [story, plotAt] of plotOf.entries()) {
    const { supplier, runnings } = plots[plotAt] ?? { supplier: 0, runnings: 0 };
    const used = users[supplier] ?? [];
    while (hasSlip(used, plotAt + 1, runnings, places[supplier] ?? 0)) used.push(0);
    running[story] = used.length;
    for (let more = 0; more < runnings; more += 1) used.push(plotAt + 1);
  }
  return { running, lastRunning: users.map((used) => used.length - 1) };
}

/** Whether one of the next numbers is, with two neighbouring digits changed over, another number of the same plot. */
function hasSlip(used: readonly number[], user: number, runnings: number, places: number): boolean {
  for (let number = used.length; number < used.length + runnings; number += 1) {
    const digits = Math.max(places, String(number).length);
    for (let unit = 1, place = 1; place < digits; place += 1, unit *= 10) {
      const low = Math.floor(number / unit) % 10;
      const high = Math.floor(number / unit / 10) % 10;
      if (low !== high && used[number + (low - high) * 9 * unit] === user) return true;
    }
  }
  return false;
}

/** Weekdays between eight and five, evenly from the start to the present and never later. */
function giveMoments(stories: number, { dice, start, now }: CalendarPlan): Uint32Array {
  const seconds = new Uint32Array(stories);
  const span = (now - start) / stories;
  for (let story = 0; story < stories; story += 1) {
    const wanted = start + (story + dice.next() * 0.9) * span;
    let day = Math.floor(wanted / DAY_S);
    // The first of January 1970 was a Thursday.
    const weekday = (day + 4) % 7;
    if (weekday === 6) day -= 1;
    if (weekday === 0) day -= 2;
    const moment = day * DAY_S + 7 * 3600 + Math.floor(dice.next() * 9 * 3600);
    seconds[story] = moment < now ? moment : now - dice.between(60, 7200);
  }
  return seconds;
}

/** The story to which the record at a position belongs. */
export function storyAt({ starts, stories }: Calendar, table: number, position: number): number {
  const firsts = starts[table];
  let [low, high] = [0, stories - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    // Stories without a record of the table begin where the next one does: the last of them has it.
    if ((firsts?.[middle] ?? 0) <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}
