import { Readable, Writable } from 'node:stream';
import { matchCommand } from './match.ts';

// Situations as Coupa would show them, small enough to be read at a glance: ids are chosen so that 71 is line 1 of order 7.

type Json = Readonly<Record<string, unknown>>;

/** A line of an invoice that bills order line 71. */
export function line(change: Json = {}): Json {
  return {
    'line-num': 1,
    type: 'InvoiceQuantityLine',
    description: 'Bearing 6204',
    quantity: '10',
    price: '10.00',
    'order-line-id': 71,
    uom: { code: 'EA' },
    ...change,
  };
}

/** A line that bills a sum. */
export function sumLine(total: string, change: Json = {}): Json {
  const { quantity: _quantity, uom: _uom, ...rest } = line();
  return { ...rest, type: 'InvoiceAmountLine', price: total, total, ...change };
}

export function invoice(lines: readonly Json[], change: Json = {}): Json {
  return {
    id: 1,
    'invoice-number': 'R-1001',
    status: 'draft',
    'invoice-date': '2026-04-01',
    supplier: { id: 5, name: 'Lagerhaus Nord' },
    currency: { code: 'EUR' },
    'invoice-lines': lines,
    ...change,
  };
}

export function creditNote(lines: readonly Json[], change: Json = {}): Json {
  return invoice(lines, { 'invoice-number': 'G-2001', 'is-credit-note': true, ...change });
}

export function orderLine(change: Json = {}): Json {
  return {
    id: 71,
    'line-num': '1',
    type: 'OrderQuantityLine',
    description: 'Bearing 6204',
    quantity: '10',
    price: '10.00',
    uom: { code: 'EA' },
    ...change,
  };
}

/** An order line over a sum, as for services and blanket orders. */
export function sumOrderLine(total: string, change: Json = {}): Json {
  const { quantity: _quantity, uom: _uom, ...rest } = orderLine();
  return { ...rest, type: 'OrderAmountLine', price: total, total, ...change };
}

export function order(lines: readonly Json[] = [orderLine()], change: Json = {}): Json {
  return {
    id: 7,
    'po-number': '7',
    status: 'issued',
    supplier: { id: 5, name: 'Lagerhaus Nord' },
    currency: { code: 'EUR' },
    'order-lines': lines,
    ...change,
  };
}

export function receipt(quantity: string, change: Json = {}): Json {
  return {
    id: 91,
    type: 'ReceivingQuantityConsumption',
    status: 'created',
    quantity,
    'order-line': { id: 71 },
    uom: { code: 'EA' },
    'transaction-date': '2026-03-20',
    ...change,
  };
}

export interface Situation {
  readonly invoice: Json;
  readonly purchase_orders?: readonly Json[];
  readonly receipts?: readonly Json[];
  readonly earlier_invoices?: readonly Json[];
  readonly uom_conversions?: readonly Json[];
  readonly tolerances?: Json;
  readonly as_of?: string;
}

export interface Answer {
  readonly outcome: string;
  readonly primary: string | null;
  readonly exceptions: readonly {
    readonly code: string;
    readonly line: number | null;
    readonly expected: string;
    readonly actual: string;
    readonly breach_amount: string | null;
    readonly explanation: string;
    readonly counterfactual: string;
    readonly consequence_of: { readonly code: string } | null;
  }[];
  readonly lines: readonly {
    readonly line: number;
    readonly order_line_id: string | null;
    readonly assignment_margin: number | null;
    readonly variances: readonly { readonly kind: string; readonly amount: string | null }[];
    readonly adjustments?: readonly { readonly kind: string; readonly says: string }[];
  }[];
  readonly variances: readonly { readonly kind: string; readonly amount: string | null }[];
  readonly payable_now: string;
  readonly proposal: Json;
}

/** What `purser match - --json` answers; ten pieces ordered and received at 10.00 unless the situation says otherwise. */
export async function match(situation: Situation): Promise<Answer> {
  const whole = { purchase_orders: [order()], receipts: [receipt('10')], ...situation };
  const out: string[] = [];
  const sink = (into: string[]) =>
    new Writable({
      write(chunk, _encoding, done) {
        into.push(String(chunk));
        done();
      },
    });
  const errors: string[] = [];
  const stdin = Readable.from([JSON.stringify(whole)]);
  const code = await matchCommand(['-', '--json'], { stdin, stdout: sink(out), stderr: sink(errors) });
  if (code !== 0) throw new Error(`exit ${code}: ${errors.join('')}`);
  return JSON.parse(out.join('')) as Answer;
}

/** Outcome and codes, the primary one first; consequences left out. */
export async function verdict(situation: Situation): Promise<readonly string[]> {
  const { outcome, exceptions } = await match(situation);
  return [outcome, ...exceptions.filter((each) => each.consequence_of === null).map(({ code }) => code)];
}
