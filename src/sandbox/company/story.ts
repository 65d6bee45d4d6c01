// What every story has at hand: who plays in it, when, and how an invoice gets from the supplier into the books.
import { addDays, dayOf } from '../moment.ts';
import type { Chance } from '../random.ts';
import type { Row } from '../row.ts';
import { type Company, nextNumber } from './company.ts';
import type { Cast, Party } from './desk.ts';
import type { PlannedLine } from './plan.ts';
import { settle, type Turns } from './settle.ts';
import { type InvoiceLinePlan, type InvoicePlan, type InvoiceTruth, writeInvoice } from './write-invoice.ts';
import { lineIds, type OrderLinePlan, writeOrder, writeReceipts } from './write-order.ts';

/** One story about to be told. Its last invoice arrives `at`; what led to it lies before. */
export interface Telling {
  readonly company: Company;
  readonly party: Party;
  /** Another supplier, for the stories that need one. */
  readonly stranger: Party;
  readonly cast: Cast;
  readonly dice: Chance;
  readonly at: string;
  readonly now: string;
  readonly turns: Turns;
}

type Sent = Partial<InvoicePlan> & Pick<InvoicePlan, 'lines'>;

/** What is known of the invoice, and what becomes of it. */
interface Known extends InvoiceTruth {
  /** It came twice: this one ends. */
  readonly isCopy?: boolean;
  /** Other invoices rest on it, so it lives. */
  readonly isKept?: boolean;
}

/** The supplier sends an invoice, and the company deals with it as far as it has got by now. */
export function send(telling: Telling, plan: Sent, known: Known): Row {
  const { company, party, cast, dice, now, turns } = telling;
  const at = plan.at ?? telling.at;
  const invoice = writeInvoice(
    company.desk,
    {
      party,
      number: nextNumber(company, plan.party ?? party, at),
      day: dayOf(addDays(at, -1)),
      clerk: cast.clerk,
      requester: cast.requester,
      channel: ['steel', 'it', 'electro'].includes(party.data.trade) ? 'cxml' : 'email',
      ...plan,
      at,
    },
    known,
  );
  const { isCopy = false, isKept = false } = known;
  const isFaulty = (known.faults ?? []).length > 0;
  settle(invoice, { state: company.desk.state, turns, cast, at, now, dice, isFaulty, isCopy, isKept });
  return invoice;
}

/** An order some weeks before its invoice. */
export function order(
  telling: Telling,
  lines: readonly OrderLinePlan[],
  { shippingTerm, daysBefore }: { readonly shippingTerm?: string; readonly daysBefore?: number } = {},
): Row {
  const { company, party, cast, dice, at } = telling;
  return writeOrder(company.desk, {
    party,
    lines,
    buyer: cast.buyer,
    requester: cast.requester,
    at: addDays(at, -(daysBefore ?? dice.between(9, 24))),
    ...(shippingTerm ? { shippingTerm } : {}),
  });
}

/** Everything on the order arrives. */
export function receiveAll(telling: Telling, ordered: Row, quantities: readonly string[]): void {
  const receipts = lineIds(ordered).map((orderLine, index) => ({
    orderLine,
    quantity: quantities[index] ?? '0',
  }));
  receive(telling, receipts, telling.dice.between(1, 5));
}

/** Some of it arrives, so many days before the story's last invoice. */
export function receive(
  { company, party, cast, at }: Telling,
  receipts: Parameters<typeof writeReceipts>[1],
  daysBefore: number,
): void {
  if (party.data.matching !== '3-way') return;
  writeReceipts(company.desk, receipts, { at: addDays(at, -daysBefore), receiver: cast.receiver });
}

/** A line that bills what was ordered, as it was ordered. */
export function billed(line: PlannedLine, orderLineId: string): InvoiceLinePlan {
  return {
    description: line.ware.name,
    price: line.price,
    quantity: line.quantity,
    uom: line.ware.uom,
    orderLineId,
  };
}
