import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

const COUNT = 5_000;
const NUMBERS = Array.from({ length: COUNT }, (_, index) => index + 1);
/** A line is read for its place, its comparison, the totals and the answer, whatever stands beside it. */
const READS_A_RECORD_MAX = 250;

/** The record, and every look at one of its fields counted: so work is measured, not time. */
function counted<T extends object>(record: T, tally: { reads: number }): T {
  return new Proxy(record, {
    get(target, key) {
      tally.reads += 1;
      return Reflect.get(target, key) as unknown;
    },
  });
}

function readsOf(input: MatchInput): { reads: number; outcome: string; codes: readonly string[] } {
  const tally = { reads: 0 };
  const all = <T extends object>(records: readonly T[]) => records.map((record) => counted(record, tally));
  const { outcome, exceptions } = matchInvoice({
    ...input,
    invoice: { ...input.invoice, lines: all(input.invoice.lines) },
    orders: input.orders.map((each) => counted({ ...each, lines: all(each.lines) }, tally)),
    receipts: all(input.receipts),
    conversions: all(input.conversions ?? []),
    originals: input.originals?.map((each) => ({ ...each, lines: all(each.lines) })) ?? [],
  });
  return { reads: tally.reads, outcome, codes: [...new Set(exceptions.map(({ code }) => code))] };
}

const { orderLineId: _id, ...loose } = invoiceLine({ quantity: '100' });
const billing = (change: (n: number) => Partial<InvoiceLine>, base: InvoiceLine = loose) =>
  invoice({ lines: NUMBERS.map((n) => ({ ...base, id: `i${n}`, lineNumber: `${n}`, ...change(n) })) });
const ordered = (change: (n: number) => Partial<PurchaseOrderLine> = () => ({})) =>
  order({ lines: NUMBERS.map((n) => orderLine({ id: `l${n}`, lineNumber: `${n}`, ...change(n) })) });
const named = (n: number) => ({ description: `Bearing ${n}` });
const came = NUMBERS.map((n) => receipt({ id: `r${n}`, orderLineId: `l${n}` }));

type Case = readonly [name: string, input: Partial<MatchInput>, outcome: string, codes: readonly string[]];

describe('five thousand lines cost five thousand times one line', () => {
  it.each<Case>([
    [
      'that name their order lines',
      { invoice: billing((n) => ({ orderLineId: `l${n}` })), orders: [ordered()], receipts: came },
      'matched',
      [],
    ],
    [
      'that name the order, each described as on it',
      { invoice: billing((n) => ({ poNumber: '7', ...named(n) })), orders: [ordered(named)], receipts: came },
      'matched',
      [],
    ],
    [
      'that name the order and are all the same, on order lines that are all the same',
      { invoice: billing(() => ({ poNumber: '7' })), orders: [ordered()], receipts: came },
      'matched',
      [],
    ],
    [
      'that name nothing and are all the same: proposed, not let through',
      { invoice: billing(() => ({})), orders: [ordered()], receipts: came },
      'exception',
      ['PO_MISSING'],
    ],
    [
      'that name nothing and are worded otherwise',
      { invoice: billing((n) => ({ description: `Brg. no. ${n}` })), orders: [ordered(named)], receipts: [] },
      'exception',
      ['PO_MISSING'],
    ],
    [
      'that name nothing, beside one that names its order line',
      {
        invoice: billing((n) => (n === 1 ? { orderLineId: 'l1' } : { description: `Brg. no. ${n}` })),
        orders: [ordered(named)],
        receipts: came,
      },
      'exception',
      ['ITEM_UNMATCHED'],
    ],
    [
      'that name the order and are worded otherwise: a person has to look',
      {
        invoice: billing((n) => ({ poNumber: '7', description: `Brg. no. ${n}` })),
        orders: [ordered(named)],
        receipts: came,
      },
      'exception',
      ['ITEM_UNMATCHED'],
    ],
    [
      'that name a delivery note each',
      {
        invoice: billing((n) => ({ deliveryNoteNumber: `DN-${n}` })),
        orders: [ordered(named)],
        receipts: came.map((each, at) => ({ ...each, reference: `dn ${at + 1}` })),
      },
      'matched',
      [],
    ],
    [
      'of a credit note on an invoice as long',
      {
        invoice: {
          ...billing((n) => ({ ...named(n), quantity: '-100' })),
          documentType: 'credit_note',
          originalInvoiceNumber: 'R-0',
        },
        originals: [
          {
            ...billing((n) => ({ ...named(n), orderLineId: `l${n}` })),
            id: '2',
            invoiceNumber: 'R-0',
            lines: billing((n) => ({ ...named(n), orderLineId: `l${n}` })).lines,
          },
        ],
        orders: [ordered(named)],
      },
      'matched',
      [],
    ],
    [
      'that name nothing, with as many orders open',
      {
        invoice: billing((n) => ({ description: `Brg. no. ${n}` })),
        orders: NUMBERS.map((n) =>
          order({ id: `o${n}`, poNumber: `47${n}`, lines: [orderLine({ id: `l${n}` })] }),
        ),
      },
      'exception',
      ['PO_MISSING'],
    ],
    [
      'in a unit of which as many conversions are known, and none leads to the order',
      {
        invoice: billing((n) => ({ orderLineId: `l${n}`, unitOfMeasure: 'U1' })),
        orders: [ordered()],
        conversions: NUMBERS.map((n) => ({ from: `U${n}`, to: `U${n + 1}`, factor: '2' })),
      },
      'exception',
      ['UOM_MISMATCH'],
    ],
  ])('%s', (_name, change, outcome, codes) => {
    const input = situation(change);
    const records =
      COUNT + input.orders.length + COUNT + input.receipts.length + (input.conversions?.length ?? 0);
    const found = readsOf(input);
    expect([found.outcome, found.codes]).toEqual([outcome, codes]);
    expect(found.reads / records).toBeLessThan(READS_A_RECORD_MAX);
  });
});
