// What every story has at hand: who plays in it, when, and how an invoice gets from the supplier into the books.
import { multiply } from '../amount.ts';
import { addDays, dayOf } from '../moment.ts';
import type { Chance } from '../random.ts';
import { isTrue, type Row } from '../row.ts';
import { type Company, nextNumber } from './company.ts';
import type { Cast, Party } from './desk.ts';
import { settle, type Turns } from './settle.ts';
import { type InvoiceLinePlan, type InvoicePlan, type InvoiceTruth, writeInvoice } from './write-invoice.ts';
import { lineIds, type OrderLinePlan, type ReceiptPlan, writeOrder, writeReceipts } from './write-order.ts';

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
  /** It lies where it came in: it cannot be submitted, or something else becomes of it. */
  readonly isLeft?: boolean;
}

/** The fault of a whole document, as {@link send} takes it. */
export function onHeader(code: string, what: string): Pick<InvoiceTruth, 'faults'> {
  return { faults: [{ code, level: 'header', line: null, what }] };
}

/** The fault of one line. */
export function onLine(code: string, line: number, what: string): Pick<InvoiceTruth, 'faults'> {
  return { faults: [{ code, level: 'line', line, what }] };
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
  if (known.isLeft) return invoice;
  const isFaulty = (known.faults ?? []).length > 0;
  settle(invoice, { state: company.desk.state, turns, cast, at, now, dice, isFaulty, isCopy, isKept });
  return invoice;
}

/** An order some weeks before its invoice. */
function order(
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

/** Something arrives or goes back, so many days before the story's last invoice, where anybody books it. */
export function receive(
  { company, cast, at }: Telling,
  receipts: readonly ReceiptPlan[],
  daysBefore: number,
): void {
  const { state } = company.desk;
  const booked = receipts.filter(({ orderLine }) =>
    isTrue(state.get('order-lines', orderLine), 'receipt-required'),
  );
  writeReceipts(company.desk, booked, { at: addDays(at, -daysBefore), receiver: cast.receiver });
}

/** An order with its lines as they would be billed. */
export interface Delivered {
  readonly ordered: Row;
  readonly lines: readonly OrderLinePlan[];
  readonly bills: readonly InvoiceLinePlan[];
}

interface DeliveryPlan {
  readonly lines: readonly OrderLinePlan[];
  readonly shippingTerm?: string;
  /** Days between the order and the last invoice, where the story takes long. */
  readonly daysBefore?: number;
  /** Days between the delivery and the last invoice, where others come before. */
  readonly receivedBefore?: number;
  /** What comes in is told by the story itself. */
  readonly isOnlyOrdered?: boolean;
}

/** Something is ordered and all of it arrives. */
export function deliver(
  telling: Telling,
  { lines, isOnlyOrdered, receivedBefore, ...plan }: DeliveryPlan,
): Delivered {
  const ordered = order(telling, lines, plan);
  const ids = lineIds(ordered);
  const receipts = lines.map((line, index) => ({
    orderLine: ids[index] ?? '',
    quantity: line.isSum ? multiply(line.price, line.quantity) : line.quantity,
  }));
  if (!isOnlyOrdered) receive(telling, receipts, receivedBefore ?? telling.dice.between(1, 5));
  return { ordered, lines, bills: lines.map((line, index) => billed(line, ids[index] ?? '')) };
}

/** A line that bills what was ordered, as it was ordered. */
function billed(line: OrderLinePlan, orderLineId: string): InvoiceLinePlan {
  return {
    description: line.description ?? line.ware.name,
    ...(line.isSum
      ? { price: multiply(line.price, line.quantity), quantity: '1', isSum: true }
      : { price: line.price, quantity: line.quantity }),
    uom: line.ware.uom,
    orderLineId,
  };
}
