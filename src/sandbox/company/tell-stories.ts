import { momentOf } from '../moment.ts';
import type { Chance } from '../random.ts';
import { type Company, castFor, pickParty, strangerTo } from './company.ts';
import type { Turns } from './settle.ts';
import { storyDealer } from './stories/story-dealer.ts';

export interface StoriesPlan {
  readonly dice: Chance;
  /** The stories' last invoices come from here to the end, evenly. */
  readonly start: string;
  /** The present where it is left out. */
  readonly end?: string;
  readonly now: string;
  readonly invoices: number;
  /** Called after each story. */
  readonly onStory?: () => void;
}

/** Tells stories until the company has so many more invoices. */
export function tellStories(company: Company, plan: StoriesPlan): void {
  const { dice, start, now, invoices } = plan;
  const { state } = company.desk;
  const { parties } = company;
  const turns: Turns = { waiting: [] };
  const dealer = storyDealer();
  const before = BigInt(state.nextId('invoices'));
  const span = (Date.parse(plan.end ?? now) - Date.parse(start)) / invoices;
  for (let index = 0; index < invoices; index = Number(BigInt(state.nextId('invoices')) - before)) {
    const at = businessMoment(Date.parse(start) + (index + dice.next() * 0.9) * span, dice, now);
    const party = pickParty(parties, dice);
    const people = { cast: castFor(company, party, dice), stranger: strangerTo(company, party, dice) };
    const telling = { company, party, ...people, dice, at, now, turns };
    dealer.next(telling, invoices - index)(telling);
    // Nobody reads the past of a company that is being made, and it would fill the memory.
    state.forgetPast();
    plan.onStory?.();
  }
}

/** Weekdays between eight and five; never later than the present. */
function businessMoment(atMs: number, dice: Chance, now: string): string {
  const day = new Date(atMs);
  if (day.getUTCDay() === 6) day.setUTCDate(day.getUTCDate() - 1);
  if (day.getUTCDay() === 0) day.setUTCDate(day.getUTCDate() - 2);
  day.setUTCHours(7 + dice.between(0, 8), dice.between(0, 59), dice.between(0, 59));
  const moment = momentOf(day);
  return moment < now ? moment : momentOf(new Date(Date.parse(now) - dice.between(60, 7200) * 1000));
}
