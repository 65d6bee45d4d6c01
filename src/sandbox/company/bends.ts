// How each fault bends a correct invoice, and the words in which it is written down at that moment.
import { add, compare, multiply, percentOf, quotient, round, subtract, total } from '../amount.ts';
import type { Chance } from '../random.ts';
import type { Row } from '../row.ts';
import type { Party } from './desk.ts';
import {
  entityOf,
  type PlannedLine,
  type PlantedCode,
  placesIn,
  priceAtTolerance,
  priceOver,
  priceUnder,
  taxOf,
} from './plan.ts';
import type { SupplierData } from './supplier-data.ts';
import type { FaultWords, InvoiceLinePlan } from './write-invoice.ts';

/** Everything about an invoice that a fault may bend. */
export interface Draft {
  party: Party;
  lines: InvoiceLinePlan[];
  /** Delivered, per order line. */
  received: string[];
  currency?: string;
  term?: string;
  shipping?: string;
  supplierTotal?: string;
  orderStatus?: string;
  faults: FaultWords[];
  isControl: boolean;
}

export interface Bending {
  readonly draft: Draft;
  readonly order: Row;
  readonly chance: Chance;
  readonly data: SupplierData;
  readonly stranger: Party;
}

/** A line chosen to go wrong. */
interface LineBending extends Bending {
  readonly index: number;
  readonly line: InvoiceLinePlan;
  readonly replace: (changed: Partial<InvoiceLinePlan>) => void;
}

/** Plants the fault. A second copy (DUP_EXACT) leaves the first invoice as it should be. */
export function bend(code: PlantedCode, bending: Bending): void {
  const { draft, chance } = bending;
  const bendLine = LINE_BENDS[code];
  if (bendLine) {
    const index = FIRST_LINE_ONLY.includes(code) ? 0 : chance.between(0, draft.lines.length - 1);
    const line = draft.lines[index];
    if (!line) return;
    const replace = (changed: Partial<InvoiceLinePlan>) => {
      draft.lines[index] = { ...line, ...changed };
    };
    const what = bendLine({ ...bending, index, line, replace });
    // Where tax stands on the header, so does what is wrong with it.
    const isHeader = code.startsWith('TAX') && entityOf(bending.data) === 'US';
    draft.faults.push({ code, level: isHeader ? 'header' : 'line', line: isHeader ? null : index + 1, what });
    return;
  }
  if (code === 'ITEM_UNMATCHED') {
    draft.lines.push({
      description: chance.pick(EXTRAS),
      price: String(chance.between(60, 240)),
      quantity: '1',
      uom: 'EA',
    });
    draft.faults.push({ code, level: 'line', line: draft.lines.length, what: 'was not ordered' });
    return;
  }
  const what = HEADER_BENDS[code]?.(bending);
  if (what !== undefined) draft.faults.push({ code, level: 'header', line: null, what });
}

const FIRST_LINE_ONLY: readonly PlantedCode[] = ['UOM_MISMATCH', 'QTY_OVER_RECEIVED'];
const EXTRAS = [
  'Express surcharge',
  'Mounting kit',
  'Minimum quantity surcharge',
  'Special packing',
  'Energy surcharge',
];

/** The goods of a draft, without tax and charges. */
export const goodsOf = (draft: Draft): string =>
  total(draft.lines.map((line) => multiply(line.price, line.quantity)));

const LINE_BENDS: Readonly<Partial<Record<PlantedCode, (bending: LineBending) => string>>> = {
  PRICE_OVER: ({ line, chance, replace }) => {
    const bent = priceOver(chance, line.price);
    replace({ price: bent.price });
    return bent.what;
  },
  PRICE_UNDER: ({ line, chance, replace }) => {
    const bent = priceUnder(chance, line.price);
    replace({ price: bent.price });
    return bent.what;
  },
  RECEIPT_MISSING: ({ draft, index, line }) => {
    draft.received[index] = '0';
    return `nothing received of ${line.quantity} billed`;
  },
  QTY_OVER_RECEIVED: ({ draft, index, line, chance }) => {
    const received = String(chance.between(1, Number(line.quantity) - 1));
    draft.received[index] = received;
    return `${received} received, ${line.quantity} billed`;
  },
  QTY_OVER_ORDERED: ({ draft, index, line, replace }) => {
    const billed = add(line.quantity, String(Math.max(1, Math.round(Number(line.quantity) * 0.15))));
    draft.received[index] = billed;
    replace({ quantity: billed });
    return `${line.quantity} ordered, ${billed} delivered and billed`;
  },
  UOM_MISMATCH: ({ line, replace }) => {
    const packs = quotient(line.quantity, '12', 0);
    replace({ quantity: packs, price: multiply(line.price, '12'), uom: line.uom === 'PK' ? 'BX' : 'PK' });
    return `billed in packs of 12, ordered in ${line.uom}`;
  },
  TAX_OVER: (bending) => bendTax(bending, add),
  TAX_UNDER: (bending) => bendTax(bending, subtract),
};

/** Out by a tenth and at least by 3: more than any rounding explains. */
function bendTax(
  { draft, data, line, replace }: LineBending,
  move: (a: string, b: string) => string,
): string {
  const base = entityOf(data) === 'US' ? goodsOf(draft) : multiply(line.price, line.quantity);
  const right = round(percentOf(base, taxOf(data).rate), 2);
  const wrong = move(right, add(round(percentOf(right, '10'), 2), '3.00'));
  const taxAmount = compare(wrong, '0') < 0 ? '0.00' : wrong;
  replace({ taxAmount });
  return `tax of ${taxAmount} instead of ${right}`;
}

const withoutOrder = ({ orderLineId: _gone, ...rest }: InvoiceLinePlan): InvoiceLinePlan => rest;

const HEADER_BENDS: Readonly<Partial<Record<PlantedCode, (bending: Bending) => string>>> = {
  PO_MISSING: ({ draft }) => {
    draft.lines = draft.lines.map(withoutOrder);
    return 'no order number on the invoice';
  },
  PO_INVALID: ({ draft, order, chance }) => {
    if (chance.isWithin(0.3)) {
      draft.orderStatus = 'buyer_hold';
      return `order ${order.id} is on buyer hold`;
    }
    draft.lines = draft.lines.map((line) => ({ ...withoutOrder(line), poNumber: `9${order.id}` }));
    return `order number 9${order.id} does not exist, ${order.id} was meant`;
  },
  PO_CLOSED: ({ draft, order, chance }) => {
    draft.orderStatus = chance.pick(['closed', 'closed', 'soft_closed']);
    return `order ${order.id} is ${draft.orderStatus}`;
  },
  CURRENCY_MISMATCH: ({ draft, data }) => {
    draft.currency = data.currency === 'USD' ? 'EUR' : 'USD';
    return `billed in ${draft.currency}, ordered in ${data.currency}`;
  },
  SUPPLIER_MISMATCH: ({ draft, data, stranger }) => {
    draft.party = stranger;
    return `billed by ${stranger.data.name}, ordered from ${data.name}`;
  },
  TERMS_MISMATCH: ({ draft, data }) => {
    draft.term = data.term === 'Net 10' ? 'Due now' : 'Net 10';
    return `terms ${draft.term}, ordered with ${data.term}`;
  },
  FREIGHT_OVER: ({ draft, chance }) => {
    const most = round(percentOf(goodsOf(draft), '3'), 0);
    draft.shipping = `${add(compare(most, '50') > 0 ? most : '50', String(chance.between(15, 140)))}.00`;
    return `freight of ${draft.shipping} that the order does not foresee`;
  },
  TOTAL_UNBALANCED: ({ draft, data, chance }) => {
    const places = placesIn(data.currency);
    const rate = taxOf(data).rate;
    const taxes = total(
      draft.lines.map((line) => round(percentOf(multiply(line.price, line.quantity), rate), places)),
    );
    const right = round(add(add(goodsOf(draft), taxes), draft.shipping ?? '0'), places);
    draft.supplierTotal = add(right, String(chance.between(9, 90)));
    return `printed total ${draft.supplierTotal}, lines, charges and tax make ${right}`;
  },
};

/** The cheapest of three or more lines goes 2 % up, only where that is no more than 50 and 1 % of the order. */
export function bendToTolerance(draft: Draft, planned: readonly PlannedLine[]): void {
  const values = planned.map((line) => multiply(line.price, line.quantity));
  const index = values.reduce(
    (least, value, at) => (compare(value, values[least] ?? value) < 0 ? at : least),
    0,
  );
  const line = draft.lines[index];
  if (!line || planned.length < 3 || compare(values[index] ?? '0', '2500') > 0) return;
  draft.lines[index] = { ...line, price: priceAtTolerance(line.price) };
  draft.isControl = true;
}
