import { describe, expect, it } from 'vitest';
import type { Invoice } from '../records/invoice.ts';
import { type OtherDocument, otherDocuments } from './duplicate-faults.ts';
import { invoice, invoiceLine, toldOn, verdictOn } from './situation.test-data.ts';

const own = (change: Partial<Invoice> = {}) =>
  invoice({
    id: '50',
    invoiceNumber: 'RE-2026-0417',
    grossTotal: '312.50',
    createdAt: '2026-04-02T08:00:00.000Z',
    ...change,
  });
const other = (change: Partial<OtherDocument> = {}): OtherDocument => ({
  invoiceId: '40',
  invoiceNumber: 'RE-2026-0417',
  documentType: 'invoice',
  grossTotal: '312.50',
  currency: 'EUR',
  invoiceDate: '2026-04-01',
  status: 'approved',
  createdAt: '2026-04-01T08:00:00.000Z',
  ...change,
});
const found = (others: readonly OtherDocument[], change: Partial<Invoice> = {}) =>
  verdictOn({ invoice: own(change), sameNumber: others }).filter(
    (code) => code.startsWith('DUP') || code === 'matched',
  );

const EXACT = ['DUP_EXACT'];
const SUSPECT = ['DUP_SUSPECT'];
const NONE = ['matched'];
const { grossTotal: _gross, ...bare } = own();

describe('the same bill under a number printed otherwise', () => {
  it.each<[name: string, own: string, other: Partial<OtherDocument>, expected: readonly string[]]>([
    ['zeros that fill up are left out', 're 2026/417', {}, SUSPECT],
    ['the same, and a cent less', 're 2026/417', { grossTotal: '312.49' }, SUSPECT],
    ['the next number', 're 2026/418', {}, NONE],
    ['no more than case and dashes', 're 2026/0417', {}, EXACT],
    ['sent again, with a mark of it', 'RE-2026-0417-R', {}, SUSPECT],
    ['sent again as a copy', 'RE-2026-0417 COPY', {}, SUSPECT],
    ['without the prefix', '2026-0417', {}, SUSPECT],
    ['with a mark and a cent less', 'RE-2026-0417-R', { grossTotal: '312.49' }, NONE],
    ['with a mark, 365 days later', 'RE-2026-0417-R', { invoiceDate: '2025-04-01' }, SUSPECT],
    ['with a mark, 366 days later', 'RE-2026-0417-R', { invoiceDate: '2025-03-31' }, NONE],
    ['without the prefix, and the first has no day', '2026-0417', { invoiceDate: null }, SUSPECT],
  ])('%s', (_name, number, change, expected) => {
    expect(found([other(change)], { invoiceNumber: number })).toEqual(expected);
  });

  it('is told as what it is', () => {
    const told = toldOn({ invoice: own({ invoiceNumber: 're 2026/417' }), sameNumber: [other()] });
    expect(told[0]?.[5]).toBe(
      'Invoice RE-2026-0417 of 2026-04-01 (approved) of the same supplier asks for the same amount under the same number, but for zeros in it: EUR 312.50 may be billed twice.',
    );
  });

  it('is no copy once a credit note took the first back, however that printed the number', () => {
    const credit = other({
      invoiceId: '41',
      invoiceNumber: 'G-1',
      documentType: 'credit_note',
      originalInvoiceNumber: 're 2026/417',
    });
    expect(found([other(), credit], { invoiceNumber: 'RE-2026-417' })).toEqual(NONE);
  });
});

describe('the same bill twice, in the clerk’s words', () => {
  it.each<
    [
      name: string,
      invoice: Invoice,
      other: Partial<OtherDocument>,
      told: readonly (readonly (string | null)[])[],
    ]
  >([
    [
      'the same number and amount',
      own(),
      {},
      [
        [
          'DUP_EXACT',
          'a number that this supplier has not used before',
          'RE-2026-0417',
          '312.50',
          null,
          'Invoice RE-2026-0417 of 2026-04-01 (approved) of the same supplier has the same number and amount: EUR 312.50 may be billed twice.',
          'Would be compared as usual if invoice RE-2026-0417 were voided, or both confirmed to be different.',
        ],
      ],
    ],
    [
      'the same number, a cent less',
      own(),
      { grossTotal: '312.49' },
      [
        [
          'DUP_SUSPECT',
          'a number that this supplier has not used before',
          'RE-2026-0417',
          '312.50',
          null,
          'Invoice RE-2026-0417 of 2026-04-01 (approved) of the same supplier has the same number, with another amount: EUR 312.50 may be billed twice.',
          'Would be compared as usual if invoice RE-2026-0417 were voided, or both confirmed to be different.',
        ],
      ],
    ],
    [
      'two digits swapped, the same amount',
      own(),
      { invoiceNumber: 'RE-2026-0471' },
      [
        [
          'DUP_SUSPECT',
          'a number that this supplier has not used before',
          'RE-2026-0417',
          '312.50',
          null,
          'Invoice RE-2026-0471 of 2026-04-01 (approved) of the same supplier asks for the same amount under nearly the same number: EUR 312.50 may be billed twice.',
          'Would be compared as usual if invoice RE-2026-0471 were voided, or both confirmed to be different.',
        ],
      ],
    ],
    [
      'no day on the first',
      own(),
      { invoiceDate: null },
      [
        [
          'DUP_EXACT',
          'a number that this supplier has not used before',
          'RE-2026-0417',
          '312.50',
          null,
          'Invoice RE-2026-0417 (approved) of the same supplier has the same number and amount: EUR 312.50 may be billed twice.',
          'Would be compared as usual if invoice RE-2026-0417 were voided, or both confirmed to be different.',
        ],
      ],
    ],
    [
      'no total: the lines are what is asked',
      bare,
      { grossTotal: null },
      [
        [
          'DUP_EXACT',
          'a number that this supplier has not used before',
          'RE-2026-0417',
          '312.50',
          null,
          'Invoice RE-2026-0417 of 2026-04-01 (approved) of the same supplier has the same number and amount: EUR 312.50 may be billed twice.',
          'Would be compared as usual if invoice RE-2026-0417 were voided, or both confirmed to be different.',
        ],
      ],
    ],
    [
      'a credit note without a minus twice',
      own({ documentType: 'credit_note', grossTotal: '-312.50', lines: [invoiceLine({ quantity: '-25' })] }),
      { documentType: 'credit_note', grossTotal: '312.50' },
      [
        [
          'DUP_EXACT',
          'a number that this supplier has not used before',
          'RE-2026-0417',
          '312.50',
          null,
          'Invoice RE-2026-0417 of 2026-04-01 (approved) of the same supplier has the same number and amount: EUR 312.50 may be given back twice.',
          'Would be compared as usual if invoice RE-2026-0417 were voided, or both confirmed to be different.',
        ],
      ],
    ],
  ])('%s', (_name, own, change, told) => {
    expect(
      toldOn({ invoice: own, sameNumber: [other(change)] }).filter(([code]) => code?.startsWith('DUP')),
    ).toEqual(told);
  });
});

describe('whether two are one', () => {
  it.each<[name: string, other: Partial<OtherDocument>, own: Partial<Invoice>, expected: readonly string[]]>([
    ['written otherwise', { invoiceNumber: 're 2026/0417' }, {}, EXACT],
    ['the next number', { invoiceNumber: 'RE-2026-0418' }, {}, NONE],
    ['a letter read for a digit', { invoiceNumber: 'RE-2O26-0417' }, {}, SUSPECT],
    [
      'a letter read for a digit, a cent apart',
      { invoiceNumber: 'RE-2O26-0417', grossTotal: '312.51' },
      {},
      NONE,
    ],
    ['two neighbouring digits swapped', { invoiceNumber: 'RE-2062-0417' }, {}, SUSPECT],
    ['two neighbouring digits swapped, and one more wrong', { invoiceNumber: 'RE-2062-0418' }, {}, NONE],
    ['two digits swapped that are no neighbours', { invoiceNumber: 'RE-2026-0714' }, {}, NONE],
    ['one digit more', { invoiceNumber: 'RE-2026-04170' }, {}, NONE],
    ['swapped, and one digit more', { invoiceNumber: 'RE-2026-04710' }, {}, NONE],
    ['the last two swapped', { invoiceNumber: 'RE-2026-0471' }, {}, SUSPECT],
    [
      'a number of four with two swapped is too short to tell',
      { invoiceNumber: '4171' },
      { invoiceNumber: '4117' },
      NONE,
    ],
    ['a number of five with two swapped', { invoiceNumber: '41711' }, { invoiceNumber: '41171' }, SUSPECT],
    ['no number at all', { invoiceNumber: '' }, { invoiceNumber: '' }, NONE],
    ['another currency', { currency: 'USD' }, {}, SUSPECT],
    [
      'another currency, and two digits swapped',
      { currency: 'USD', invoiceNumber: 'RE-2026-0471' },
      {},
      NONE,
    ],
    ['no currency on the first', { currency: null }, {}, EXACT],
    ['an invoice and a credit note of one number', { documentType: 'credit_note' }, {}, NONE],
    ['no total on the first, and no lines known', { grossTotal: null }, {}, EXACT],
    [
      'no total on the first, its lines come to the same',
      { grossTotal: null, netTotal: '312.50' },
      {},
      EXACT,
    ],
    [
      'no total on the first, its lines come to a cent more',
      { grossTotal: null, netTotal: '312.51' },
      {},
      SUSPECT,
    ],
    [
      'no total on the second, and its lines come to the same',
      { netTotal: '312.50' },
      { grossTotal: undefined as never },
      EXACT,
    ],
    [
      'no total on the second, and its lines come to a cent less',
      { netTotal: '312.51' },
      { grossTotal: undefined as never },
      SUSPECT,
    ],
    ['the same total, whatever the lines come to', { netTotal: '1.00' }, {}, EXACT],
    ['swapped, and nothing to compare', { invoiceNumber: 'RE-2026-0471', grossTotal: null }, {}, NONE],
    ['itself', { invoiceId: '50' }, {}, NONE],
  ])('%s', (_name, change, own, expected) => {
    expect(found([other(change)], own)).toEqual(expected);
  });

  it('without a currency on the invoice none is compared', () => {
    const { currency: _currency, ...blank } = own();
    const codes = verdictOn({ invoice: blank, sameNumber: [other({ currency: 'USD' })] });
    expect(codes).toContain('DUP_EXACT');
  });
});

describe('which of two came first', () => {
  it.each<[name: string, other: Partial<OtherDocument>, own: Partial<Invoice>, expected: readonly string[]]>([
    ['the other, by a second', { createdAt: '2026-04-02T07:59:59.000Z' }, {}, EXACT],
    ['this one, by a second', { createdAt: '2026-04-02T08:00:01.000Z' }, {}, NONE],
    [
      'at one time, the lower number of Coupa: the other',
      { createdAt: '2026-04-02T08:00:00.000Z', invoiceId: '49' },
      {},
      EXACT,
    ],
    [
      'at one time, the lower number of Coupa: this one',
      { createdAt: '2026-04-02T08:00:00.000Z', invoiceId: '51' },
      {},
      NONE,
    ],
    ['at one time, 9 before 50', { createdAt: '2026-04-02T08:00:00.000Z', invoiceId: '9' }, {}, EXACT],
    ['at one time, 50 before 100', { createdAt: '2026-04-02T08:00:00.000Z', invoiceId: '100' }, {}, NONE],
    ['the other, where it does not say when', { createdAt: null, invoiceId: '51' }, {}, EXACT],
  ])('%s', (_name, change, own, expected) => {
    expect(found([other(change)], own)).toEqual(expected);
  });

  it('the other, where this one does not say when', () => {
    const { createdAt: _at, ...undated } = own();
    expect(
      verdictOn({ invoice: undated, sameNumber: [other({ createdAt: '2027-01-01T00:00:00.000Z' })] }),
    ).toContain('DUP_EXACT');
  });

  it('of several the first is named, however they are listed', () => {
    const several = [
      other({ invoiceId: '41', invoiceNumber: 'RE 2026 0417', createdAt: '2026-04-01T09:00:00.000Z' }),
      other({ invoiceId: '42', invoiceNumber: 'RE.2026.0417' }),
      other({ invoiceId: '39', invoiceNumber: 'RE/2026/0417' }),
    ];
    const told = (others: readonly OtherDocument[]) => toldOn({ invoice: own(), sameNumber: others })[0]?.[5];
    expect([told(several), told([...several].reverse())]).toEqual([
      'Invoice RE/2026/0417 of 2026-04-01 (approved) of the same supplier has the same number and amount: EUR 312.50 may be billed twice.',
      'Invoice RE/2026/0417 of 2026-04-01 (approved) of the same supplier has the same number and amount: EUR 312.50 may be billed twice.',
    ]);
  });
});

describe('a first one that was taken back', () => {
  const credit = (change: Partial<OtherDocument> = {}) =>
    other({
      invoiceId: '45',
      invoiceNumber: 'G-1',
      documentType: 'credit_note',
      grossTotal: '-312.50',
      originalInvoiceNumber: 're2026 0417',
      ...change,
    });
  it.each<[name: string, credit: OtherDocument, expected: readonly string[]]>([
    ['in full', credit(), NONE],
    ['but for a cent', credit({ grossTotal: '-312.49' }), EXACT],
    ['as another one', credit({ originalInvoiceNumber: 'RE-2026-0416' }), EXACT],
    ['by a credit note that names nothing', credit({ originalInvoiceNumber: null }), EXACT],
    ['by an invoice that names it', credit({ documentType: 'invoice' }), EXACT],
    ['by a credit note without any amount', credit({ grossTotal: null }), EXACT],
  ])('%s', (_name, taken, expected) => {
    expect(found([other(), taken])).toEqual(expected);
  });

  it('a credit note that does not say at all what it is for', () => {
    const { originalInvoiceNumber: _number, ...silent } = credit();
    expect(found([other(), silent])).toEqual(EXACT);
  });
});

describe('the documents it is held against', () => {
  const listed = (change: Partial<Invoice>, mine: Invoice = own()) =>
    otherDocuments(mine, [invoice({ id: '40', ...change })]).map(({ invoiceId }) => invoiceId);
  const { supplierId: _id, ...unnumbered } = own();
  const { supplierName: _name, ...unnamed } = unnumbered;

  it('are of the same supplier, by number; by name only where a number is missing', () => {
    expect(listed({})).toEqual(['40']);
    expect(listed({ supplierId: '6' })).toEqual([]);
    expect(listed({}, unnumbered)).toEqual(['40']);
    expect(listed({ supplierName: 'Sud' }, unnumbered)).toEqual([]);
    expect(listed({}, unnamed)).toEqual([]);
    const nobody = (({ supplierId: _a, supplierName: _b, ...rest }) => rest)(invoice({ id: '40' }));
    expect(otherDocuments(unnamed, [nobody])).toEqual([]);
    expect(
      otherDocuments(own(), [(({ supplierId: _a, ...rest }) => rest)(invoice({ id: '40' }))]),
    ).toHaveLength(1);
  });

  it('are never the invoice itself', () => {
    expect(listed({ id: '50' })).toEqual([]);
  });

  it('say what they ask for, in all and by their lines', () => {
    const full = invoice({
      id: '40',
      grossTotal: '371.88',
      createdAt: '2026-04-01T08:00:00.000Z',
      originalInvoiceNumber: 'R-0',
      lines: [invoiceLine(), invoiceLine({ id: '12', total: '1.00' })],
    });
    expect(otherDocuments(own(), [full])).toEqual([
      {
        invoiceId: '40',
        invoiceNumber: 'R-1',
        documentType: 'invoice',
        grossTotal: '371.88',
        netTotal: '313.5',
        currency: 'EUR',
        invoiceDate: '2026-04-01',
        status: 'draft',
        createdAt: '2026-04-01T08:00:00.000Z',
        originalInvoiceNumber: 'R-0',
      },
    ]);
  });

  it('say nothing where nothing is stated', () => {
    const { currency: _c, invoiceDate: _d, ...silent } = invoice({ id: '40', lines: [] });
    expect(otherDocuments(own(), [silent])).toEqual([
      {
        invoiceId: '40',
        invoiceNumber: 'R-1',
        documentType: 'invoice',
        grossTotal: null,
        netTotal: null,
        currency: null,
        invoiceDate: null,
        status: 'draft',
        createdAt: null,
        originalInvoiceNumber: null,
      },
    ]);
  });
});
