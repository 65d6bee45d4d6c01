import { addDays, momentOf } from '../moment.ts';
import { type Chance, chance as chanceOf } from '../random.ts';
import type { State } from '../state.ts';
import { writeAnnals } from './annals/write-annals.ts';
import { type Company, castFor } from './company.ts';
import { seedMasters } from './master-data.ts';
import { planLines } from './plan.ts';
import { seedDeskPapers } from './seed-desk-papers.ts';
import { seedPayments } from './seed-payments.ts';
import { supplierData } from './supplier-data.ts';
import { tellStories } from './tell-stories.ts';
import { blankTruth } from './truth.ts';
import { writeOrder } from './write-order.ts';

export interface CompanyPlan {
  readonly seed: number;
  readonly invoices: number;
  readonly months: number;
  /** The company's present. */
  readonly now: Date;
  readonly firstInvoiceId: string;
  /** Tells every invoice, however many: each is a story of its own, and all are kept in memory. */
  readonly isAllTold?: boolean;
}

/** Up to here every invoice is told and kept; beyond, the older ones are made when they are asked for. */
export const KEPT_INVOICES_MAX = 6_000;
/** Of a larger company these are kept: the youngest, in every state that there is. */
const YOUNGEST = 1_000;
const YOUNGEST_DAYS = 45;

/** Fills an empty tenant with the last months of Halden Group. The same plan gives the same company. */
export function seedCompany(state: State, plan: CompanyPlan): Company {
  const dice = chanceOf(`${plan.seed}:company`);
  const now = momentOf(plan.now);
  const start = addDays(now, -Math.round(plan.months * 30.4));
  const masters = seedMasters(state, addDays(start, -60), plan.firstInvoiceId);
  const parties = supplierData.map((data, index) => ({ data, id: masters.suppliers[index] ?? '' }));
  const company: Company = { desk: { state, masters, truth: blankTruth() }, seed: plan.seed, parties };
  if (plan.invoices <= KEPT_INVOICES_MAX || plan.isAllTold === true) {
    tellStories(company, { dice, start, now, invoices: plan.invoices });
    return endSeeding(company, now, dice);
  }
  const annals = writeAnnals(company, { start, now, invoices: plan.invoices - YOUNGEST });
  const recently = addDays(now, -YOUNGEST_DAYS);
  tellStories(company, {
    dice,
    start: recently > start ? recently : start,
    now,
    invoices: YOUNGEST,
  });
  return endSeeding({ ...company, annals }, now, dice);
}

function endSeeding(company: Company, now: string, dice: Chance): Company {
  const { state } = company.desk;
  leaveOrdersOpen(company, now, dice);
  seedPayments(state, now);
  seedDeskPapers(state, now);
  state.forgetPast();
  return company;
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
