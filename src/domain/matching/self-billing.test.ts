import { describe, expect, it } from 'vitest';
import type { Invoice } from '../records/invoice.ts';
import { adviceOn } from './clerk-advice.ts';
import { billed, invoice, invoiceLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

// 100 bearings ordered at 12.50, 25 received. Some suppliers do not bill: we settle what was received on their behalf.

const OURS = { selfBillingReference: 'Self-billing 2026/14' };
const received = [receipt({ quantity: '25' })];
const bill = (quantity: string, change: Partial<Invoice> = {}) =>
  invoice({ lines: [invoiceLine({ quantity })], ...change });
/** The other invoice for the same goods, whole and as what it took of the order line. */
const billedAlready = (quantity: string, change: Partial<Invoice> = {}): Partial<MatchInput> => ({
  receipts: received,
  billedBefore: [billed(quantity, { invoiceId: '2', invoiceNumber: 'ERS-900' })],
  originals: [bill(quantity, { id: '2', invoiceNumber: 'ERS-900', status: 'approved', ...change })],
});
const told = (change: Partial<MatchInput>) => {
  const { outcome, exceptions } = matchInvoice(situation({ receipts: received, ...change }));
  return [
    outcome,
    ...exceptions.map(({ code, consequenceOf }) => (consequenceOf === null ? code : `(${code})`)),
  ];
};

describe('an invoice that we wrote for the supplier from the receipts', () => {
  it.each<[name: string, change: Partial<MatchInput>, expected: readonly string[]]>([
    ['settles what was received', { invoice: bill('25', OURS) }, ['matched']],
    ['a piece more than was received', { invoice: bill('26', OURS) }, ['exception', 'QTY_OVER_RECEIVED']],
    [
      'before anything was received',
      { invoice: bill('25', OURS), receipts: [] },
      ['exception', 'RECEIPT_MISSING'],
    ],
    [
      'what the supplier billed already',
      { invoice: bill('25', OURS), ...billedAlready('25') },
      ['exception', 'DUP_SUSPECT', '(QTY_OVER_RECEIVED)'],
    ],
    [
      'the second settlement of the same receipts is no other side’s bill',
      { invoice: bill('25', OURS), ...billedAlready('25', OURS) },
      ['exception', 'QTY_OVER_RECEIVED'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(told(change)).toEqual(expected);
  });

  it('is put right by us, and not disputed with the supplier', () => {
    const dear = (change: Partial<Invoice>) => {
      const input = situation({
        invoice: invoice({ lines: [invoiceLine({ price: '12.76' })], ...change }),
      });
      return adviceOn({ ...matchInvoice(input), payableNow: null }, input.invoice).decision;
    };
    expect(dear({})).toBe('dispute');
    expect(dear(OURS)).toBe('propose_change');
    expect(dear({ selfBillingReference: ' ' })).toBe('dispute');
  });
});

describe('the supplier bills what we settled on his behalf', () => {
  it.each<[name: string, change: Partial<MatchInput>, expected: readonly string[]]>([
    [
      'all of it',
      { invoice: bill('25'), ...billedAlready('25', OURS) },
      ['exception', 'DUP_SUSPECT', '(QTY_OVER_RECEIVED)'],
    ],
    ['what was not settled yet', { invoice: bill('15'), ...billedAlready('10', OURS) }, ['matched']],
    [
      'a piece more',
      { invoice: bill('16'), ...billedAlready('10', OURS) },
      ['exception', 'DUP_SUSPECT', '(QTY_OVER_RECEIVED)'],
    ],
    [
      'which he had billed himself before',
      { invoice: bill('25'), ...billedAlready('25') },
      ['exception', 'QTY_OVER_RECEIVED'],
    ],
    [
      'and it was a credit that we settled',
      {
        invoice: bill('26'),
        ...billedAlready('-1', { ...OURS, documentType: 'credit_note' }),
        billedBefore: [billed('1')],
      },
      ['exception', 'QTY_OVER_RECEIVED'],
    ],
  ])('%s', (_name, change, expected) => {
    expect(told(change)).toEqual(expected);
  });

  it('is no question on a credit note, though a line of it bills', () => {
    const note = bill('26', {
      documentType: 'credit_note',
      lines: [invoiceLine({ quantity: '26' }), invoiceLine({ id: '12', lineNumber: '2', quantity: '-1' })],
    });
    expect(told({ invoice: note, ...billedAlready('25', OURS) })).not.toContain('DUP_SUSPECT');
  });

  it('is told with both documents and what may be paid twice', () => {
    const both = { ...billedAlready('10', OURS), invoice: bill('16') };
    expect(matchInvoice(situation(both)).exceptions[0]).toMatchObject({
      code: 'DUP_SUSPECT',
      breachAmount: '12.50',
      explanation:
        "We settled line 1 from the receipts with invoice ERS-900 of 2026-04-01 already, on the supplier's behalf: EUR 12.50 may be billed twice.",
      counterfactual: 'Would be compared as usual if invoice ERS-900 were voided.',
      sources: ['invoice/1', 'invoice/2'],
      lines: ['1'],
    });
    const turned = { ...billedAlready('25'), invoice: bill('25', OURS) };
    expect(matchInvoice(situation(turned)).exceptions[0]?.explanation).toBe(
      'The supplier billed line 1 with invoice ERS-900 of 2026-04-01 already, and this invoice was written on his behalf: EUR 312.50 may be billed twice.',
    );
  });

  it('is a copy before anything else where the numbers are the same too', () => {
    const { originals = [], ...rest } = billedAlready('25', OURS);
    const sameNumber = [
      {
        invoiceId: '2',
        invoiceNumber: 'R-1',
        documentType: 'invoice' as const,
        grossTotal: null,
        netTotal: '312.50',
        currency: 'EUR' as const,
        invoiceDate: null,
        status: 'approved',
        createdAt: null,
      },
    ];
    expect(told({ invoice: bill('25'), ...rest, originals, sameNumber })).toEqual([
      'exception',
      'DUP_EXACT',
      '(QTY_OVER_RECEIVED)',
    ]);
  });
});
