import { describe, expect, it } from 'vitest';
import type { Invoice } from '../../records/invoice.ts';
import { invoice, invoiceLine, receipt } from '../situation.test-data.ts';
import { stepOn, toldBy } from './ladder.test-data.ts';
import { isSlip } from './re-extract.ts';

const read = (change: Partial<Invoice>, code: Parameters<typeof toldBy>[2] = 'TOTAL_UNBALANCED') =>
  toldBy('re_extract', { invoice: invoice(change) }, code);
const line = (change: Parameters<typeof invoiceLine>[0]) => [invoiceLine({ total: '312.50', ...change })];

describe('a figure that was misread', () => {
  it.each<[string, Partial<Invoice>, string]>([
    [
      'the quantity, one digit',
      { lines: line({ quantity: '26' }), grossTotal: '312.50' },
      'the quantity of line 1, 25 instead of 26',
    ],
    [
      'the price, two digits swapped',
      { lines: line({ price: '12.05' }), grossTotal: '312.50' },
      'the price of line 1, 12.50 instead of 12.05',
    ],
    [
      'the line’s total',
      { lines: line({ total: '372.50' }), grossTotal: '312.50' },
      'the total of line 1, 312.50 instead of 372.50',
    ],
  ])('is named where line and document then add up: %s', (_case, change, words) => {
    expect(read(change)).toEqual([
      'helps',
      `Purser did not capture the document; these are the figures in Coupa. Probably misread: ${words}; then line and document add up. Check it on the document, and correct the invoice in Coupa.`,
    ]);
  });

  it.each<[string, Partial<Invoice>, string]>([
    [
      'the total of the document',
      { lines: line({}), grossTotal: '321.50' },
      'the total, 312.50 instead of 321.50',
    ],
    [
      'the printed total',
      { lines: line({}), grossTotal: '312.50', supplierTotal: '312.60' },
      'the total that the supplier printed, 312.50 instead of 312.60',
    ],
    [
      'the tax',
      { lines: line({}), taxTotal: '59.83', grossTotal: '371.88' },
      'the tax, 59.38 instead of 59.83',
    ],
    [
      'the freight',
      { lines: line({}), shippingAmount: '47.10', grossTotal: '354.20' },
      'the freight, 41.70 instead of 47.10',
    ],
  ])('is named on the document: %s', (_case, change, words) => {
    const [found, says] = read(change);
    expect(says).toContain(words);
    expect(found).toBe('helps');
  });

  it('explains a price or a quantity too high before anybody is asked about it', () => {
    const misread = {
      invoice: invoice({ lines: line({ quantity: '26' }), grossTotal: '312.50' }),
      receipts: [receipt({ quantity: '25' })],
    };
    expect(stepOn('re_extract', misread, 'QTY_OVER_RECEIVED')?.found).toBe('helps');
    expect(
      stepOn('re_extract', {
        invoice: invoice({ lines: line({ price: '13.00', total: '325.00' }), grossTotal: '325.00' }),
      }),
    ).toBeUndefined();
  });

  it.each<[string, Partial<Invoice>]>([
    ['two digits are wrong', { lines: line({ quantity: '31' }), grossTotal: '312.50' }],
    ['a digit is missing', { lines: line({ quantity: '2' }), grossTotal: '312.50' }],
    ['the document would not add up', { lines: line({ quantity: '26' }), grossTotal: '325.00' }],
    ['the document states no total', { lines: line({ quantity: '26' }) }],
  ])('is not guessed where %s', (_case, change) => {
    expect(read(change)).toEqual([
      'not_here',
      expect.stringMatching(
        /^Purser did not capture the document; .* with one digit changed, or two swapped, makes .* add up\.$/,
      ),
    ]);
  });

  it('is not chosen among several that would do', () => {
    const lines = [1, 2].map((at) =>
      invoiceLine({
        id: `1${at}`,
        lineNumber: String(at),
        kind: 'amount',
        price: '100.00',
        total: '100.00',
        orderLineId: `7${at}`,
      }),
    );
    expect(read({ lines, grossTotal: '300.00' })).toEqual([
      'nothing',
      'Purser did not capture the document; these are the figures in Coupa. 3 readings would make it add up (the total, 200.00 instead of 300.00, the total of line 1, 200.00 instead of 100.00 and the total of line 2, 200.00 instead of 100.00): look at the document.',
    ]);
  });
});

describe('a figure that is missing', () => {
  it('is told where the others leave one', () => {
    const { quantity: _quantity, ...bare } = invoiceLine({ total: '312.50' });
    expect(read({ lines: [bare], grossTotal: '312.50' }, 'FIELD_MISSING')).toEqual([
      'helps',
      'Purser did not capture the document; these are the figures in Coupa. The others leave one reading: the quantity of line 1 is 25. Check it on the document.',
    ]);
  });

  it('is the total that the supplier printed, and never the sum of what is there', () => {
    const asked = (change: Partial<Invoice>) =>
      toldBy('re_extract', { invoice: invoice(change), requiredFields: ['grossTotal'] }, 'FIELD_MISSING');
    expect(asked({ supplierTotal: '312.50' })).toEqual([
      'helps',
      expect.stringContaining('the total is 312.50'),
    ]);
    expect(asked({})).toEqual([
      'not_here',
      'Purser did not capture the document; these are the figures in Coupa.',
    ]);
  });

  it('that is no figure stands on the document alone', () => {
    const input = {
      invoice: invoice({ invoiceNumber: '', grossTotal: '312.50' }),
      requiredFields: ['invoiceNumber' as const],
    };
    expect(toldBy('re_extract', input, 'FIELD_MISSING')).toEqual([
      'not_here',
      'Purser did not capture the document; these are the figures in Coupa.',
    ]);
  });
});

it.each<[string, string, boolean]>([
  ['25', '26', true],
  ['25', '52', true],
  ['12.50', '15.20', true],
  ['12.50', '21.50', true],
  ['12.05', '10.25', true],
  ['12.5', '12.50', false],
  ['25', '250', false],
  ['25', '36', false],
  ['123', '321', false],
  ['-25', '25', false],
  ['0', '5', false],
])('%s for %s is a slip: %s', (from, to, slip) => {
  expect(isSlip(from, to)).toBe(slip);
});
