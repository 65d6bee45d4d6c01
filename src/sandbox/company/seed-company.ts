import { addDays, dayOf, momentOf } from '../moment.ts';
import { type Chance, chance as chanceOf } from '../random.ts';
import { type Row, textOf } from '../row.ts';
import type { State } from '../state.ts';
import { acceptAnyway, approveAll, comment, type Ending, end, pay, submit } from './desk-work.ts';
import { type Desk, type Party, writeInvoice, writeOrder } from './documents.ts';
import { people } from './group-data.ts';
import { loginOf, seedMasters } from './master-data.ts';
import { entityOf, invoiceNumber, type PlantedCode, pickFault, planLines } from './plan.ts';
import { supplierData } from './supplier-data.ts';
import type { PlantedFault } from './truth.ts';
import { type Cast, type StoryPlan, writeStory } from './write-story.ts';

/** Share of order invoices that have something wrong with them. */
const FAULT_SHARE = 0.2;
const TOLERANCE_SHARE = 0.08;
/** Older invoices are done: approved and paid, or out of the way. */
const SETTLED_AFTER_DAYS = 32;

export interface CompanyPlan {
  readonly seed: number;
  readonly invoices: number;
  readonly months: number;
  /** The company's present. */
  readonly now: Date;
  readonly firstInvoiceId: string;
}

/** The seeded company and what its later life needs. */
export interface Company {
  readonly desk: Desk;
  readonly seed: number;
  readonly parties: readonly Party[];
  readonly truth: PlantedFault[];
  /** Invoices whose price is exactly at what is tolerated. */
  readonly controls: string[];
  /** Next running number per supplier. */
  readonly running: Map<string, number>;
}

/** Fills an empty tenant with the last months of Halden Group. The same plan gives the same company. */
export function seedCompany(state: State, plan: CompanyPlan): Company {
  const dice = chanceOf(`${plan.seed}:company`);
  const now = momentOf(plan.now);
  const start = addDays(now, -Math.round(plan.months * 30.4));
  const masters = seedMasters(state, addDays(start, -60), plan.firstInvoiceId);
  const parties = supplierData.map((data, index) => ({ data, id: masters.suppliers[index] ?? '' }));
  const running = new Map(parties.map((party) => [party.id, dice.between(40, 900)]));
  const company: Company = {
    desk: { state, masters },
    seed: plan.seed,
    parties,
    truth: [],
    controls: [],
    running,
  };
  const span = (Date.parse(now) - Date.parse(start)) / plan.invoices;
  for (let index = 0; index < plan.invoices; index++) {
    const at = businessMoment(Date.parse(start) + (index + dice.next() * 0.9) * span, dice, now);
    tellInvoice(company, pickParty(parties, dice), at, now, dice);
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

export function pickParty(parties: readonly Party[], dice: Chance): Party {
  let left = dice.next() * parties.reduce((all, party) => all + party.data.weight, 0);
  for (const party of parties) {
    left -= party.data.weight;
    if (left < 0 && party.data.state !== 'inactive') return party;
  }
  return parties[0] ?? dice.pick(parties);
}

/** Who plays in a story: people of the buying entity. */
export function castFor(company: Company, party: Party, dice: Chance): Cast {
  const entity = entityOf(party.data);
  const idOf = (person: (typeof people)[number]) =>
    company.desk.masters.user.get(loginOf(person.first, person.last)) ?? '1';
  const some = (duty: string) => {
    const all = people.filter((person) => person.duty === duty);
    const here = all.filter((person) => person.entity === entity);
    return idOf(dice.pick(here.length > 0 ? here : all));
  };
  return {
    buyer: some('buyer'),
    requester: some('requester'),
    receiver: some('receiver'),
    clerk: some('ap-clerk'),
  };
}

export function nextNumber(company: Company, party: Party, at: string): string {
  const count = (company.running.get(party.id) ?? 1) + 1;
  company.running.set(party.id, count);
  return invoiceNumber(party.data.numbers, count, dayOf(at));
}

function tellInvoice(company: Company, party: Party, at: string, now: string, dice: Chance): void {
  const cast = castFor(company, party, dice);
  const isOld = at < addDays(now, -SETTLED_AFTER_DAYS);
  if (party.data.matching === 'none') {
    const invoice = writeBill(company, party, cast, at, dice);
    return settle(company, invoice, { cast, at, now, isOld, fault: undefined, dice });
  }
  const fault = dice.isWithin(FAULT_SHARE) ? pickFault(dice, party.data) : undefined;
  const plan: StoryPlan = {
    party,
    cast,
    orderedAt: addDays(at, -dice.between(9, 24)),
    receivedAt: addDays(at, -dice.between(1, 5)),
    invoicedAt: at,
    number: nextNumber(company, party, at),
    stranger: strangerTo(company, party, dice),
    ...(fault ? { fault } : { isAtTolerance: dice.isWithin(TOLERANCE_SHARE) }),
  };
  const told = writeStory(company.desk, plan, dice);
  company.truth.push(...told.faults);
  if (party.data.state === 'on-hold')
    blame(company, told.invoice, 'SUPPLIER_BLOCKED', `${party.data.name} is on hold`);
  if (told.isControl) company.controls.push(told.invoice.id);
  settle(company, told.invoice, { cast, at, now, isOld, fault, dice });
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
    const shipping = textOf(told.invoice, 'shipping-amount');
    const second = writeInvoice(company.desk, { ...copy, channel: 'email', shipping });
    blame(company, second, 'DUP_EXACT', `sent again as ${told.again.number}, first as ${plan.number}`);
    settle(company, second, { cast, at: later, now, isOld, fault: 'DUP_EXACT', dice });
  }
}

/** Another supplier of the same buying company and currency. */
export function strangerTo(company: Company, party: Party, dice: Chance): Party {
  const alike = company.parties.filter(
    (other) =>
      other.id !== party.id &&
      other.data.currency === party.data.currency &&
      other.data.country === party.data.country &&
      !other.data.state,
  );
  return alike.length > 0 ? dice.pick(alike) : party;
}

export function blame(company: Company, invoice: Row, code: string, what: string): void {
  const invoice_number = textOf(invoice, 'invoice-number');
  company.truth.push({ invoice_id: invoice.id, invoice_number, code, level: 'header', line: null, what });
}

/** Rent, energy, telephone, insurance: no order, and none is asked for. */
export function writeBill(company: Company, party: Party, cast: Cast, at: string, dice: Chance): Row {
  const { masters } = company.desk;
  const account = masters.account.get(`${entityOf(party.data)}:${party.data.commodity}`) ?? null;
  const isUncoded = dice.isWithin(0.12);
  return writeInvoice(company.desk, {
    party,
    number: nextNumber(company, party, at),
    at,
    day: dayOf(addDays(at, -2)),
    lines: planLines(dice, party.data).map((line) => ({
      description: line.ware.name,
      price: line.price,
      quantity: '1',
      uom: line.ware.uom,
      account: isUncoded ? null : account,
    })),
    clerk: cast.clerk,
    requester: cast.requester,
  });
}

interface Settling {
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

/** How far the company got with it by now. */
function settle(company: Company, invoice: Row, settling: Settling): void {
  const { state } = company.desk;
  const { at, cast, dice, isOld } = settling;
  const later = (days: number) => earlier(addDays(at, days), addDays(settling.now, 0), dice);
  if (!isOld && dice.isWithin(0.08)) return;
  const submitted = submit(state, invoice.id, { at: later(0.02), by: cast.clerk });
  if (isOld) return settleOld(company, submitted, settling, later);
  if (dice.isWithin(0.1)) {
    const moment = { at: later(dice.between(1, 3)), by: cast.clerk };
    const endings: Ending[] = [
      'on_hold',
      'booking_hold',
      'disputed',
      'disputed',
      'rejected',
      'abandoned',
      'voided',
    ];
    end(state, invoice.id, dice.pick(endings), moment);
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
    end(state, submitted.id, dice.pick<Ending>(['rejected', 'abandoned', 'voided']), { at: later(4), by });
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
