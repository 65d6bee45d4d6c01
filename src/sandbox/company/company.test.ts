import { describe, expect, it } from 'vitest';
import { add, compare, multiply, round, subtract, total } from '../amount.ts';
import { seededRecords } from '../seeded-records.ts';
import type { Control, PlantedFault } from './truth.ts';

// Each seed is another company; what holds for all of them is named with the seed in which it does not.
const SEEDS = [1, 6, 23];
const NOW = new Date('2026-03-18T10:00:00Z');

/** A record as Coupa's JSON. */
interface Wire {
  readonly [key: string]: unknown;
}

const FIELDS: Readonly<Record<string, string>> = {
  invoices: `["id","invoice-number","invoice-date","status","document-type","gross-total","supplier-total","tax-amount",
    "shipping-amount","handling-amount","misc-amount","original-invoice-number","delivery-date","created-at",
    {"supplier":["id","status","on-hold"]},{"currency":["code","decimals"]},
    {"invoice-lines":["line-num","type","description","price","quantity","total","order-line-id","po-number",
      "source-part-num","adjustment-type","discount-amount","tax-amount"]}]`,
  purchase_orders: `["id","po-number","total",{"shipping-term":["code"]},
    {"order-lines":["id","type","description","price","quantity","total","order-header-id","source-part-num","contract",
      "period","receipt-required",{"account":["id"]}]}]`,
  receiving_transactions: '["type","quantity","total","inspection-code",{"order-line":["id"]}]',
};

function company(seed: number) {
  const { truth, list } = seededRecords({ seed, invoices: 1500, months: 12, now: NOW });
  const read = (path: string) => [...list(path, FIELDS[path] ?? '[]')] as Wire[];
  const invoices = new Map(read('invoices').map((row) => [String(row.id), row]));
  const orders = read('purchase_orders');
  const orderLines = new Map(
    orders.flatMap((order) =>
      (order['order-lines'] as Wire[]).map((line) => [String(line.id), { order, line }]),
    ),
  );
  const receipts = read('receiving_transactions');
  return { seed, truth, invoices, orderLines, receipts };
}

const companies = SEEDS.map(company);
type Company = (typeof companies)[number];
const text = (row: Wire | undefined, key: string) => String(row?.[key] ?? '');
const linesOf = (invoice: Wire | undefined) => (invoice?.['invoice-lines'] ?? []) as Wire[];
const sum = (rows: readonly Wire[], key: string) => total(rows.map((row) => text(row, key) || '0'));

/** Everything billed on an order line, by this invoice and those before it. */
function billedOn({ invoices }: Company, orderLineId: string, until: string): Wire[] {
  return [...invoices.values()]
    .filter((one) => text(one, 'created-at') <= until && text(one, 'status') !== 'voided')
    .flatMap(linesOf)
    .filter((line) => text(line, 'order-line-id') === orderLineId);
}

const receiptsOn = ({ receipts }: Company, orderLineId: string) =>
  receipts.filter((receipt) => text(receipt['order-line'] as Wire, 'id') === orderLineId);

interface Seen {
  readonly company: Company;
  readonly invoice: Wire;
  readonly fault: PlantedFault;
  /** The faulty line, its order line and its order. */
  readonly line: Wire | undefined;
  readonly ordered: Wire | undefined;
  readonly order: Wire | undefined;
}

const firstOrder = ({ company, invoice }: Seen) =>
  company.orderLines.get(text(linesOf(invoice)[0], 'order-line-id'))?.order;
const termOf = (ordered: Wire | undefined) => (ordered?.contract ?? ordered?.period ?? {}) as Wire;
const dayOf = (value: unknown) => String(value).slice(0, 10);

/** What the records themselves say of each fault. */
const PROOFS: Readonly<Record<string, (seen: Seen) => boolean>> = {
  LINE_AMOUNT_OVER: ({ company, invoice, ordered }) => {
    const billed = billedOn(company, text(ordered, 'id'), text(invoice, 'created-at'));
    return (
      text(ordered, 'type') === 'OrderAmountLine' && compare(sum(billed, 'total'), text(ordered, 'total')) > 0
    );
  },
  PO_AMOUNT_OVER: (seen) => {
    const order = firstOrder(seen);
    const billed = ((order?.['order-lines'] ?? []) as Wire[]).flatMap((line) =>
      billedOn(seen.company, text(line, 'id'), text(seen.invoice, 'created-at')),
    );
    const limit = multiply(text(order, 'total'), '1.01');
    return compare(sum(billed, 'total'), limit) > 0;
  },
  QUALITY_REJECT: ({ company, line, ordered }) => {
    const accepted = receiptsOn(company, text(ordered, 'id')).filter(
      (receipt) => text(receipt['inspection-code'] as Wire, 'code') === 'ACCEPT',
    );
    return accepted.length > 0 && compare(sum(accepted, 'quantity'), text(line, 'quantity')) < 0;
  },
  HANDLING_OVER: ({ invoice }) => compare(text(invoice, 'handling-amount'), '0') > 0,
  MISC_CHARGE_OVER: ({ invoice }) => compare(text(invoice, 'misc-amount'), '0') > 0,
  FREIGHT_OVER: (seen) => {
    const term = text(firstOrder(seen)?.['shipping-term'] as Wire, 'code');
    const shipping = text(seen.invoice, 'shipping-amount');
    return compare(shipping, ['DAP', 'DDP'].includes(term) ? '0' : '50') > 0;
  },
  CREDIT_UNREFERENCED: ({ invoice }) =>
    text(invoice, 'document-type') === 'Credit Note' &&
    text(invoice, 'original-invoice-number') === '' &&
    linesOf(invoice).every((line) => text(line, 'order-line-id') === '' && text(line, 'po-number') === ''),
  CREDIT_OVER: ({ company, invoice, ordered }) => {
    const billed = billedOn(company, text(ordered, 'id'), text(invoice, 'created-at'));
    return text(invoice, 'original-invoice-number') !== '' && compare(sum(billed, 'quantity'), '0') < 0;
  },
  PREPAY_OPEN: (seen) => {
    const lines = linesOf(seen.invoice);
    const billed = billedOn(seen.company, text(lines[0], 'order-line-id'), text(seen.invoice, 'created-at'));
    const hasDeposit = billed.some((line) => text(line, 'description').startsWith('Deposit'));
    return hasDeposit && lines.every((line) => compare(text(line, 'total'), '0') > 0);
  },
  DATE_OUT_OF_TERM: ({ invoice, ordered }) => {
    return dayOf(invoice['delivery-date']) > dayOf(termOf(ordered)['end-date']);
  },
  SUPPLIER_BLOCKED: ({ invoice }) => {
    const supplier = invoice.supplier as Wire;
    return supplier['on-hold'] === true || supplier.status === 'inactive';
  },
  FIELD_MISSING: ({ invoice }) =>
    text(invoice, 'status') === 'draft' &&
    (text(invoice, 'invoice-number') === '' || text(invoice, 'invoice-date') === ''),
  DUP_SUSPECT: ({ company, invoice }) => {
    const sorted = (row: Wire) => [...text(row, 'invoice-number')].sort().join('');
    return [...company.invoices.values()].some(
      (other) =>
        other.id !== invoice.id &&
        text(other.supplier as Wire, 'id') === text(invoice.supplier as Wire, 'id') &&
        other['gross-total'] === invoice['gross-total'] &&
        other['invoice-number'] !== invoice['invoice-number'] &&
        sorted(other) === sorted(invoice),
    );
  },
  RECEIPT_MISSING: ({ company, ordered }) =>
    ordered?.['receipt-required'] === true && receiptsOn(company, text(ordered, 'id')).length === 0,
};

/** What makes an invoice of each kind difficult, as its records say it. */
const KINDS: Readonly<Record<string, (seen: Omit<Seen, 'fault'>) => boolean>> = {
  tax_in_prices: ({ invoice }) =>
    compare(text(invoice, 'gross-total'), sum(linesOf(invoice), 'total')) === 0 &&
    compare(text(invoice, 'tax-amount'), '0') > 0,
  price_by_the_hundred: ({ invoice }) =>
    linesOf(invoice).every((line) =>
      ['100', '1000'].some(
        (many) =>
          compare(
            multiply(text(line, 'total'), many),
            multiply(text(line, 'price'), text(line, 'quantity')),
          ) === 0,
      ),
    ),
  discount_on_line: ({ company, invoice }) =>
    linesOf(invoice).every((line) => {
      const ordered = company.orderLines.get(text(line, 'order-line-id'))?.line;
      return (
        compare(text(line, 'discount-amount'), '0') > 0 &&
        compare(text(line, 'total'), text(ordered, 'total')) === 0
      );
    }),
  discount_as_line: ({ invoice }) => linesOf(invoice).some((line) => compare(text(line, 'total'), '0') < 0),
  rounded_to_coins: ({ invoice }) =>
    compare(
      multiply(round(multiply(text(invoice, 'supplier-total'), '20'), 0), '0.05'),
      text(invoice, 'supplier-total'),
    ) === 0,
  rounded_by_a_cent: ({ invoice }) =>
    ['0.01', '-0.01'].includes(subtract(text(invoice, 'supplier-total'), text(invoice, 'gross-total'))),
  price_credit: ({ invoice }) => linesOf(invoice).every((line) => line['adjustment-type'] === 'price'),
  credit_for_short_shipment: ({ invoice }) => text(invoice, 'document-type') === 'Credit Note',
  several_orders: ({ company, invoice }) =>
    new Set(linesOf(invoice).map((line) => company.orderLines.get(text(line, 'order-line-id'))?.order)).size >
    1,
  serial_numbers: ({ invoice }) =>
    linesOf(invoice).length > new Set(linesOf(invoice).map((line) => line['order-line-id'])).size,
  for_nothing: ({ invoice }) => linesOf(invoice).some((line) => compare(text(line, 'total'), '0') === 0),
  in_term: ({ invoice, ordered }) => dayOf(invoice['delivery-date']) <= dayOf(termOf(ordered)['end-date']),
  over_delivery_sent_back: ({ company, ordered }) =>
    receiptsOn(company, text(ordered, 'id')).some((receipt) =>
      text(receipt, 'type').endsWith('ReturnToSupplier'),
    ),
  inspected: ({ company, ordered }) =>
    receiptsOn(company, text(ordered, 'id')).every(
      (receipt) => text(receipt['inspection-code'] as Wire, 'code') === 'ACCEPT',
    ),
  part_delivery: ({ line, ordered }) => compare(text(line, 'quantity'), text(ordered, 'quantity')) < 0,
  call_off: ({ ordered }) => text(ordered, 'type') === 'OrderAmountLine',
  milestone: ({ line, ordered }) => compare(text(line, 'total'), text(ordered, 'total')) < 0,
  retention: ({ invoice }) =>
    linesOf(invoice).some((line) => text(line, 'description').includes('retention')),
  deposit: ({ line }) => text(line, 'description').startsWith('Deposit 30 %'),
  net_of_deposit: ({ invoice }) => compare(text(linesOf(invoice).at(-1), 'total'), '0') < 0,
  entered_again: ({ company, invoice }) =>
    [...company.invoices.values()].some(
      (other) =>
        other['invoice-number'] === invoice['invoice-number'] &&
        other.status === 'voided' &&
        other.id !== invoice.id,
    ),
  freight_owed: (seen) =>
    ['EXW', 'FCA'].includes(text(firstOrder(seen as Seen)?.['shipping-term'] as Wire, 'code')),
  service_confirmed: ({ company, ordered }) => receiptsOn(company, text(ordered, 'id')).length === 1,
  replaced: ({ company, ordered }) => receiptsOn(company, text(ordered, 'id')).length === 3,
  order_lines_unnamed: ({ line, order }) => line?.['po-number'] === order?.['po-number'],
  order_number_otherwise: ({ line, order }) =>
    line?.['po-number'] !== order?.['po-number'] &&
    text(line, 'po-number').endsWith(text(order, 'po-number')),
};

function seen(company: Company, id: string, at: number): Omit<Seen, 'fault'> {
  const invoice = company.invoices.get(id) ?? {};
  const line = linesOf(invoice)[at - 1];
  const meant = company.truth.assignments.find((one) => one.invoice_id === id && one.line === at);
  const place = company.orderLines.get(text(line, 'order-line-id') || (meant?.order_line_ids[0] ?? ''));
  return { company, invoice, line, ordered: place?.line, order: place?.order };
}

describe('the truth about a company', () => {
  it('is one cause an invoice, and none on a control', () => {
    for (const { seed, truth } of companies) {
      const faulty = truth.faults.map((fault) => fault.invoice_id);
      expect(new Set(faulty).size, `seed ${seed}`).toBe(faulty.length);
      const controls = truth.controls.map((control: Control) => control.invoice_id);
      expect(
        controls.filter((id) => faulty.includes(id)),
        `seed ${seed}`,
      ).toEqual([]);
    }
  });

  it('has every code that the company can show', () => {
    for (const { seed, truth } of companies) {
      expect(new Set(truth.faults.map((fault) => fault.code)).size, `seed ${seed}`).toBe(30);
    }
  });

  it.each(Object.keys(PROOFS))('%s is planted, and the records bear it out', (code) => {
    for (const company of companies) {
      const faults = company.truth.faults.filter((fault) => fault.code === code);
      expect(faults.length, `seed ${company.seed}`).toBeGreaterThan(0);
      const unproven = faults.filter(
        (fault) => !PROOFS[code]?.({ ...seen(company, fault.invoice_id, fault.line ?? 1), fault }),
      );
      expect(unproven, `seed ${company.seed}`).toEqual([]);
    }
  });

  it.each(Object.keys(KINDS))('there is %s, and nothing is wrong with it', (kind) => {
    for (const company of companies) {
      const controls = company.truth.controls.filter((control) => control.kind === kind);
      expect(controls.length, `seed ${company.seed}`).toBeGreaterThan(0);
      const others = controls.filter(({ invoice_id: id }) => !KINDS[kind]?.(seen(company, id, 1)));
      expect(others, `seed ${company.seed}`).toEqual([]);
    }
  });

  it('bills, where nothing is wrong, no more than was ordered and came', () => {
    for (const company of companies) {
      const faulty = new Set(company.truth.faults.map((fault) => fault.invoice_id));
      for (const [id, invoice] of company.invoices) {
        if (faulty.has(id) || text(invoice, 'document-type') === 'Credit Note') continue;
        for (const line of linesOf(invoice)) {
          const ordered = company.orderLines.get(text(line, 'order-line-id'))?.line;
          if (text(ordered, 'quantity') === '' || text(line, 'quantity') === '') continue;
          const named = `seed ${company.seed} invoice ${id} line ${line['line-num']}`;
          expect(compare(text(line, 'quantity'), text(ordered, 'quantity')), named).toBeLessThanOrEqual(0);
          if (ordered?.['receipt-required'] !== true) continue;
          const came = receiptsOn(company, text(ordered, 'id')).filter(
            (one) => !text(one, 'type').includes('Return'),
          );
          expect(compare(text(line, 'quantity'), sum(came, 'quantity')), named).toBeLessThanOrEqual(0);
        }
      }
    }
  });

  it('adds up: lines, charges and tax are the total, but where the tax is in the prices', () => {
    for (const { seed, truth, invoices } of companies) {
      const inclusive = new Set(
        truth.controls.filter(({ kind }) => kind === 'tax_in_prices').map((one) => one.invoice_id),
      );
      for (const [id, invoice] of invoices) {
        if (inclusive.has(id)) continue;
        const parts = ['shipping-amount', 'handling-amount', 'misc-amount', 'tax-amount'].map((key) =>
          text(invoice, key),
        );
        const all = add(total(parts), sum(linesOf(invoice), 'total'));
        expect(compare(all, text(invoice, 'gross-total')), `seed ${seed} invoice ${id}`).toBe(0);
      }
    }
  });
});

describe('what a line means that names no order line', () => {
  it('is a line of the order it names, of the same ware', () => {
    for (const company of companies) {
      const { assignments } = company.truth;
      expect(assignments.length).toBeGreaterThan(100);
      for (const { invoice_id: id, line, order_line_ids: ids } of assignments) {
        const { line: billed, order } = seen(company, id, line);
        expect(text(billed, 'order-line-id')).toBe('');
        expect(text(billed, 'po-number')).toContain(text(order, 'po-number'));
        for (const orderLineId of ids) {
          const ordered = company.orderLines.get(orderLineId);
          expect(ordered?.order.id).toBe(order?.id);
          expect(ordered?.line.price).toBe(billed?.price);
          if (billed?.['source-part-num'])
            expect(ordered?.line['source-part-num']).toBe(billed['source-part-num']);
        }
      }
    }
  });

  it('is unclear where two order lines differ in who pays alone, and clear where they differ in nothing', () => {
    for (const company of companies) {
      const pairs = company.truth.assignments.filter((one) => one.order_line_ids.length > 1);
      expect(pairs.some((one) => one.ambiguous)).toBe(true);
      expect(pairs.some((one) => !one.ambiguous)).toBe(true);
      for (const { order_line_ids: ids, ambiguous, invoice_id: id } of pairs) {
        const lines = ids.map((one) => company.orderLines.get(one)?.line);
        const same = (key: string) => new Set(lines.map((one) => text(one, key))).size === 1;
        expect(['description', 'price', 'quantity', 'source-part-num'].every(same), `invoice ${id}`).toBe(
          true,
        );
        const accounts = new Set(lines.map((one) => text(one?.account as Wire, 'id')));
        expect(accounts.size, `seed ${company.seed} invoice ${id}`).toBe(ambiguous ? ids.length : 1);
      }
    }
  });
});

it('the company is the same for the same numbers', () => {
  const plan = { seed: 4, invoices: 120, months: 3, now: NOW };
  const texts = [seededRecords(plan), seededRecords(plan)].map(({ truth, list }) =>
    JSON.stringify([truth, [...list('invoices', FIELDS.invoices ?? '[]')]]),
  );
  expect(texts[0]).toBe(texts[1]);
});
