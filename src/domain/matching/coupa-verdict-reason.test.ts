import { describe, expect, it } from 'vitest';
import type { FailedTolerance } from '../records/invoice.ts';
import { CHECKED_AT, compare, failure, first, TOO_DEAR, type Told, told } from './coupa-verdict.test-data.ts';
import { strictOutcome } from './coupa-verdict.ts';
import { invoiceLine, order, orderLine, receipt } from './situation.test-data.ts';

describe('Coupa objects, Purser does not', () => {
  const received = failure({ code: 'quantity_received' });
  it.each<[string, Told, string, string]>([
    [
      'a code that nobody knows',
      { failures: [failure({ code: 'lunar' })] },
      'UNKNOWN_COUPA_CODE',
      'unknown_code',
    ],
    ['a line that is gone', { failures: [failure({ lineId: '99' })] }, 'PRICE_OVER', 'line_gone'],
    [
      'a price within our wider limit',
      { invoice: { lines: [invoiceLine({ price: '12.60' })] }, failures: [failure()] },
      'PRICE_OVER',
      'limit_wider',
    ],
    [
      'shipping within our wider limit, told on the document',
      { invoice: { shippingAmount: '20' }, failures: [failure({ code: 'shipping', lineId: '11' })] },
      'FREIGHT_OVER',
      'limit_wider',
    ],
    [
      'a price within our wider limit, told by Coupa on the document',
      {
        invoice: { lines: [invoiceLine({ price: '12.60' })] },
        failures: [{ code: 'unit_price', resolved: false }],
      },
      'PRICE_OVER',
      'limit_wider',
    ],
    ['a price that is the order’s', { failures: [failure()] }, 'PRICE_OVER', 'no_difference'],
    [
      'the total of the document',
      { failures: [{ code: 'total', resolved: false }] },
      'PO_AMOUNT_OVER',
      'no_difference',
    ],
    [
      'the amount of a line',
      { failures: [failure({ code: 'amount' })] },
      'LINE_AMOUNT_OVER',
      'no_difference',
    ],
    [
      'more than ordered, by Coupa’s count',
      { failures: [failure({ code: 'quantity_ordered' })] },
      'QTY_OVER_ORDERED',
      'counting',
    ],
    ['more than received, by Coupa’s count', { failures: [received] }, 'QTY_OVER_RECEIVED', 'counting'],
    [
      'receipts as such, without a line',
      { failures: [{ code: 'receipt', resolved: false }] },
      'QTY_OVER_RECEIVED',
      'counting',
    ],
    [
      'receipts, where the order line asks for none',
      {
        match: { orders: [order({ lines: [orderLine({ matchType: '2-way' })] })], receipts: [] },
        failures: [received],
      },
      'QTY_OVER_RECEIVED',
      'no_receipt_needed',
    ],
    [
      'receipts, where nothing is compared at all',
      {
        match: { orders: [order({ lines: [orderLine({ matchType: 'none' })] })], receipts: [] },
        failures: [received],
      },
      'QTY_OVER_RECEIVED',
      'no_receipt_needed',
    ],
    [
      'a price per box, ordered by the piece',
      {
        invoice: { lines: [invoiceLine({ quantity: '1', price: '312.50', unitOfMeasure: 'BX' })] },
        match: { conversions: [{ from: 'BX', to: 'EA', factor: '25' }] },
        failures: [failure()],
      },
      'PRICE_OVER',
      'unit',
    ],
    [
      'more boxes than ordered pieces',
      {
        invoice: { lines: [invoiceLine({ quantity: '1', price: '312.50', unitOfMeasure: 'BX' })] },
        match: { conversions: [{ from: 'BX', to: 'EA', factor: '25' }] },
        failures: [failure({ code: 'quantity_ordered' })],
      },
      'QTY_OVER_ORDERED',
      'unit',
    ],
    [
      'a price, where shipping alone is within our limit',
      { invoice: { shippingAmount: '20' }, failures: [failure()] },
      'PRICE_OVER',
      'no_difference',
    ],
    [
      'a price, where that of another line is within our limit',
      {
        invoice: {
          lines: [invoiceLine(), invoiceLine({ id: '12', lineNumber: '2', price: '12.60' })],
        },
        failures: [failure()],
      },
      'PRICE_OVER',
      'no_difference',
    ],
    [
      'a unit that is spelt in small letters is no other unit',
      { invoice: { lines: [invoiceLine({ unitOfMeasure: 'ea' })] }, failures: [failure()] },
      'PRICE_OVER',
      'no_difference',
    ],
    [
      'tax is not measured in units',
      {
        invoice: { lines: [invoiceLine({ quantity: '1', price: '312.50', unitOfMeasure: 'BX' })] },
        match: { conversions: [{ from: 'BX', to: 'EA', factor: '25' }] },
        failures: [failure({ code: 'tax' })],
      },
      'TAX_OVER',
      'no_difference',
    ],
  ])('%s', (_case, input, code, doubt) => {
    const { verdict, match } = compare(input);
    expect(match.outcome).not.toBe('exception');
    expect(verdict.comparisons.map((one) => [one.kind, one.code, one.doubt])).toEqual([
      ['coupa_only', code, doubt],
    ]);
    expect(verdict.comparisons[0]?.reason).toMatch(/^\S.*\.$/);
    expect(verdict.holds).toBe(code);
    expect(strictOutcome(match, verdict)).toEqual({ outcome: 'exception', primary: code });
  });
});

describe('the receipt that Coupa missed has come since', () => {
  const received = failure({ code: 'quantity_received' });
  const doubtOf = (changes: Parameters<typeof receipt>[0][], change: Partial<FailedTolerance> = {}) =>
    told({
      failures: [{ ...received, ...change }],
      match: { receipts: [receipt(), ...changes.map((one, index) => receipt({ id: `8${index}`, ...one }))] },
    })[0]?.[3];

  it.each<[string, Parameters<typeof receipt>[0], string]>([
    ['booked a moment after the check', { createdAt: '2026-04-02T08:00:00.001Z' }, 'receipt_since'],
    ['booked in the moment of the check', { createdAt: CHECKED_AT }, 'counting'],
    ['of the day after, with no moment', { receivedDate: '2026-04-03' }, 'receipt_since'],
    ['of the same day, with no moment', { receivedDate: '2026-04-02' }, 'counting'],
    ['with neither day nor moment', {}, 'counting'],
    [
      'dated earlier, booked later',
      { receivedDate: '2026-03-20', createdAt: '2026-04-03T00:00:00.000Z' },
      'receipt_since',
    ],
    [
      'dated later, booked earlier',
      { receivedDate: '2026-04-20', createdAt: '2026-04-01T00:00:00.000Z' },
      'counting',
    ],
    ['by amount', { quantity: undefined as never, amount: '5', receivedDate: '2026-04-03' }, 'receipt_since'],
    ['that is a return', { quantity: '-2', receivedDate: '2026-04-03' }, 'counting'],
    ['that is void', { isVoided: true, receivedDate: '2026-04-03' }, 'counting'],
    ['of another order line', { orderLineId: '72', receivedDate: '2026-04-03' }, 'counting'],
    ['of nothing', { quantity: undefined as never, receivedDate: '2026-04-03' }, 'counting'],
  ])('%s', (_case, change, doubt) => {
    expect(doubtOf([change])).toBe(doubt);
  });

  it('without a time of Coupa’s check nobody can tell; the time it was found serves as well', () => {
    const late = [{ receivedDate: '2026-04-03' }];
    expect(doubtOf(late, { updatedAt: undefined as never })).toBe('counting');
    expect(doubtOf(late, { updatedAt: undefined as never, createdAt: CHECKED_AT })).toBe('receipt_since');
    expect(
      doubtOf(late, { createdAt: '2026-04-01T00:00:00.000Z', updatedAt: '2026-04-04T00:00:00.000Z' }),
    ).toBe('counting');
  });

  it('is told with its number and day', () => {
    const told = (change: Parameters<typeof receipt>[0]) =>
      first({ failures: [received], match: { receipts: [receipt(change)] } })?.reason;
    expect(told({ receivedDate: '2026-04-03' })).toBe(
      'Receipt 91 of 2026-04-03 was booked after Coupa’s check.',
    );
    expect(told({ createdAt: '2026-04-03T00:00:00.000Z' })).toBe(
      'Receipt 91 was booked after Coupa’s check.',
    );
  });
});

describe('Purser objects, Coupa does not', () => {
  it('a limit that is stricter, told with it', () => {
    const found = first(TOO_DEAR);
    expect([found?.kind, found?.doubt, found?.failure]).toEqual(['purser_only', 'limit_stricter', null]);
    expect(found?.reason).toBe(
      'Purser allows 6.25; Coupa allows more, does not check it, or has not looked since.',
    );
    expect(found?.coupaSays).toBe('Coupa has no failed tolerance for it.');
  });

  it('a finding without a limit in money', () => {
    const without = { orders: [order({ lines: [orderLine({ unitOfMeasure: 'KG' })] })] };
    expect(first({ match: without })?.reason).toBe(
      'No limit measures it: Coupa’s tolerances do not ask it, or Coupa has not looked since.',
    );
  });

  it('a supplier that is not the order’s, which no tolerance asks', () => {
    expect(told({ match: { orders: [order({ supplierId: '6' })] } })).toEqual([
      ['purser_only', '1', 'SUPPLIER_MISMATCH', 'not_asked'],
    ]);
  });

  it('mere consequences are left out', () => {
    const input = { invoice: { lines: [invoiceLine({ quantity: '120' })] } };
    expect(compare(input).match.exceptions.map(({ code }) => code)).toEqual([
      'QTY_OVER_ORDERED',
      'QTY_OVER_RECEIVED',
    ]);
    expect(told(input).map(([, , code]) => code)).toEqual(['QTY_OVER_ORDERED']);
  });

  it.each(['new', 'draft', 'processing'])('before Coupa looked (%s) its silence says nothing', (status) => {
    expect(told({ invoice: { ...TOO_DEAR.invoice, status } })).toEqual([]);
    expect(
      told({ invoice: { ...TOO_DEAR.invoice, status }, failures: [failure({ code: 'lunar' })] }),
    ).toHaveLength(2);
  });
});
