import { addDays, dayOf, momentOf } from '../moment.ts';
import { type Chance, chance as chanceOf } from '../random.ts';
import { type Row, textOf } from '../row.ts';
import type { State } from '../state.ts';
import { type Company, castFor, drawFault, nextNumber, pickParty, strangerTo, writeBill } from './company.ts';
import { acceptAnyway, approveAll, comment, type Ending, end, pay, submit } from './desk-work.ts';
import { type Party, writeInvoice, writeOrder } from './documents.ts';
import { seedMasters } from './master-data.ts';
import { type PlantedCode, planLines } from './plan.ts';
import { supplierData } from './supplier-data.ts';
import type { PlantedFault } from './truth.ts';
import { type Cast, type StoryPlan, writeStory } from './write-story.ts';

/** Share of order invoices that have something wrong with them. */
const FAULT_SHARE = 0.2;
const TOLERANCE_SHARE = 0.08;
/** Older invoices are done: approved and paid, or out of the way. */
const SETTLED_AFTER_DAYS = 40;

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
  const truth: PlantedFault[] = [];
  const company: Company = {
    desk: { state, masters, plant: (faults) => void truth.push(...faults) },
    seed: plan.seed,
    parties,
    truth,
    controls: [],
  };
  const turns: Turns = { next: 0 };
  const span = (Date.parse(now) - Date.parse(start)) / plan.invoices;
  for (let index = 0; index < plan.invoices; index = state.count('invoices')) {
    const at = businessMoment(Date.parse(start) + (index + dice.next() * 0.9) * span, dice, now);
    tellInvoice(company, pickParty(parties, dice), {
      at,
      now,
      dice,
      turns,
      mayRepeat: index + 2 <= plan.invoices,
    });
  }
  leaveOrdersOpen(company, now, dice);
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

/** Whose turn it is among the rarer endings. */
interface Turns {
  next: number;
}

interface Telling {
  readonly turns: Turns;
  readonly at: string;
  readonly now: string;
  readonly dice: Chance;
  /** There is room for a second copy of the invoice. */
  readonly mayRepeat: boolean;
}

function tellInvoice(company: Company, party: Party, { at, now, dice, mayRepeat, turns }: Telling): void {
  const cast = castFor(company, party, dice);
  const isOld = at < addDays(now, -SETTLED_AFTER_DAYS);
  if (party.data.matching === 'none') {
    const invoice = writeBill(company, party, cast, at, dice);
    settle(company, invoice, { cast, at, now, isOld, fault: undefined, dice, turns });
    return;
  }
  const stranger = strangerTo(company, party, dice);
  const drawn = dice.isWithin(FAULT_SHARE) ? drawFault(party, stranger, dice) : undefined;
  const fault = drawn === 'DUP_EXACT' && !mayRepeat ? undefined : drawn;
  const plan: StoryPlan = {
    party,
    cast,
    orderedAt: addDays(at, -dice.between(9, 24)),
    receivedAt: addDays(at, -dice.between(1, 5)),
    invoicedAt: at,
    number: nextNumber(company, party, at),
    stranger,
    ...(fault ? { fault } : { isAtTolerance: dice.isWithin(TOLERANCE_SHARE) }),
  };
  const told = writeStory(company.desk, plan, dice);
  if (told.isControl) company.controls.push(told.invoice.id);
  // Of two copies the first is as it should be.
  const own = fault === 'DUP_EXACT' ? undefined : fault;
  settle(company, told.invoice, { cast, at, now, isOld, fault: own, dice, turns });
  if (told.again) {
    const later = momentOf(
      new Date(Math.min(Date.parse(addDays(at, dice.between(3, 9))), Date.parse(now) - 30_000)),
    );
    const copy = {
      party,
      number: told.again.number,
      at: later,
      day: dayOf(addDays(at, -1)),
      lines: told.again.lines,
      clerk: cast.clerk,
      requester: cast.requester,
    };
    const what = `sent again as ${told.again.number}, first as ${plan.number}`;
    const shipping = textOf(told.invoice, 'shipping-amount');
    const second = writeInvoice(company.desk, { ...copy, channel: 'email', shipping }, [
      { code: 'DUP_EXACT', level: 'header', line: null, what },
    ]);
    settle(company, second, { cast, at: later, now, isOld, fault: 'DUP_EXACT', dice, turns });
  }
}

interface Settling {
  readonly turns: Turns;
  readonly cast: Cast;
  readonly at: string;
  readonly now: string;
  readonly isOld: boolean;
  readonly fault: PlantedCode | undefined;
  readonly dice: Chance;
}

const ACCEPTED = [
  'Checked with the buyer: the new price list applies, please post.',
  'Requester confirmed by mail that everything arrived.',
  'Small difference, accepted by the cost centre.',
  'Supplier confirmed by phone, released for payment.',
];

const ENDINGS: readonly Ending[] = ['on_hold', 'booking_hold', 'disputed', 'rejected', 'abandoned', 'voided'];

/** How far the company got with it by now. */
function settle(company: Company, invoice: Row, settling: Settling): void {
  const { state } = company.desk;
  const { at, cast, dice, isOld } = settling;
  const later = (days: number) => earlier(addDays(at, days), addDays(settling.now, 0), dice);
  if (!isOld && dice.isWithin(0.08)) return;
  const submitted = submit(state, invoice.id, { at: later(0.02), by: cast.clerk });
  if (isOld) {
    settleOld(company, submitted, settling, later);
    return;
  }
  if (dice.isWithin(0.1)) {
    const moment = { at: later(dice.between(1, 3)), by: cast.clerk };
    // In turn, so that every state is there in a small company too.
    const ending = ENDINGS[settling.turns.next++ % ENDINGS.length] ?? 'on_hold';
    if (ending === 'voided') approveAll(state, invoice.id, () => later(1));
    end(state, invoice.id, ending, moment);
    return;
  }
  if (submitted.status === 'pending_approval' && dice.isWithin(settling.fault ? 0.15 : 0.5)) {
    approveAll(state, invoice.id, (position) => later(position + 1 + dice.next()));
  }
}

function settleOld(
  company: Company,
  submitted: Row,
  settling: Settling,
  later: (days: number) => string,
): void {
  const { state } = company.desk;
  const { cast, dice, fault } = settling;
  const by = cast.clerk;
  if (fault === 'DUP_EXACT' && submitted.status === 'pending_approval') {
    end(state, submitted.id, dice.isWithin(0.7) ? 'rejected' : 'abandoned', { at: later(4), by });
    return;
  }
  if (dice.isWithin(0.015)) {
    const ending = dice.pick<Ending>(['rejected', 'abandoned', 'voided', 'voided']);
    if (ending === 'voided') approveAll(state, submitted.id, () => later(3));
    end(state, submitted.id, ending, { at: later(4), by });
    return;
  }
  let invoice = submitted;
  if (!['approved', 'pending_approval'].includes(textOf(invoice, 'status'))) {
    if (invoice.status === 'on_hold') return;
    invoice = acceptAnyway(state, invoice.id, { at: later(3 + dice.next() * 5), by }, dice.pick(ACCEPTED));
  }
  if (invoice.status === 'pending_approval') {
    invoice = approveAll(state, invoice.id, (position) => later(9 + position + dice.next()));
  }
  if (invoice.status !== 'approved') return;
  if (dice.isWithin(0.12)) {
    state.transact({ now: later(13), actor: by }, (work) => comment(work, invoice, 'Posted in SAP.'));
  }
  const due = textOf(invoice, 'net-due-date');
  const paidAt = addDays(due || (invoice['created-at'] as string), dice.between(-3, 4));
  if (paidAt < settling.now) pay(state, invoice.id, { at: paidAt > later(14) ? paidAt : later(14), by });
}

function earlier(wanted: string, now: string, dice: Chance): string {
  return wanted < now ? wanted : momentOf(new Date(Date.parse(now) - dice.between(1, 50) * 1000));
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
