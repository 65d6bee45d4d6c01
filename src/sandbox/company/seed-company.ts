import { addDays, momentOf } from '../moment.ts';
import { type Chance, chance as chanceOf } from '../random.ts';
import type { State } from '../state.ts';
import { type Company, castFor, pickParty, strangerTo } from './company.ts';
import { seedMasters } from './master-data.ts';
import { planLines } from './plan.ts';
import { seedDeskPapers } from './seed-desk-papers.ts';
import { seedPayments } from './seed-payments.ts';
import type { Turns } from './settle.ts';
import { storyDealer } from './stories/story-dealer.ts';
import { supplierData } from './supplier-data.ts';
import { blankTruth } from './truth.ts';
import { writeOrder } from './write-order.ts';

export interface CompanyPlan {
  readonly seed: number;
  readonly invoices: number;
  readonly months: number;
  /** The company's present. */
  readonly now: Date;
  readonly firstInvoiceId: string;
}

/** Fills an empty tenant with the last months of Halden Group. The same plan gives the same company. */
export function seedCompany(state: State, plan: CompanyPlan): Company {
  const dice = chanceOf(`${plan.seed}:company`);
  const now = momentOf(plan.now);
  const start = addDays(now, -Math.round(plan.months * 30.4));
  const masters = seedMasters(state, addDays(start, -60), plan.firstInvoiceId);
  const parties = supplierData.map((data, index) => ({ data, id: masters.suppliers[index] ?? '' }));
  const company: Company = { desk: { state, masters, truth: blankTruth() }, seed: plan.seed, parties };
  const turns: Turns = { waiting: [] };
  const dealer = storyDealer();
  const span = (Date.parse(now) - Date.parse(start)) / plan.invoices;
  for (let index = 0; index < plan.invoices; index = state.count('invoices')) {
    const at = businessMoment(Date.parse(start) + (index + dice.next() * 0.9) * span, dice, now);
    const party = pickParty(parties, dice);
    const people = { cast: castFor(company, party, dice), stranger: strangerTo(company, party, dice) };
    const telling = { company, party, ...people, dice, at, now, turns };
    dealer.next(telling, plan.invoices - index)(telling);
    // Nobody reads the past of a company that is being made, and it would fill the memory.
    state.forgetPast();
  }
  leaveOrdersOpen(company, now, dice);
  seedPayments(state, now);
  seedDeskPapers(state, now);
  state.forgetPast();
  return company;
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

/** Orders that were sent and wait for goods and invoices: what tomorrow's business starts from. */
function leaveOrdersOpen(company: Company, now: string, dice: Chance): void {
  const ordering = company.parties.filter((party) => party.data.matching !== 'none' && !party.data.state);
  for (const party of ordering) {
    const cast = castFor(company, party, dice);
    const at = momentOf(new Date(Date.parse(now) - dice.between(1, 9) * 86_400_000));
    const lines = planLines(dice, party.data);
    writeOrder(company.desk, { party, lines, buyer: cast.buyer, requester: cast.requester, at });
  }
}
