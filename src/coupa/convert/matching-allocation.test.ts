import { describe, expect, it } from 'vitest';
import { readExactJson } from '#kernel/exact-json.ts';
import { parseMatchingAllocation } from './matching-allocation.ts';

const parse = (json: object) =>
  parseMatchingAllocation(readExactJson(JSON.stringify(json), 'test'), 'allocation');

describe('a matching allocation', () => {
  it('as Coupa sends it becomes ours', () => {
    expect(
      parse({
        id: 5,
        invoice_line_id: 11,
        order_line_id: 71,
        inventory_transaction_id: 91,
        inventory_transaction_match_reference: 'LS-1',
        asn_line_id: null,
        quantity: '20.0',
        amount: '250.0000',
        invoice_line_total: '312.50',
        uom: 'EA',
        status: 'matched',
        status_reason: 'short delivery',
        manual_match: 1,
        created_at: '2026-04-01T10:00:00+02:00',
        updated_at: '2026-04-02T10:00:00+02:00',
      }),
    ).toEqual({
      id: '5',
      invoiceLineId: '11',
      orderLineId: '71',
      receiptId: '91',
      reference: 'LS-1',
      quantity: '20.0',
      amount: '250.0000',
      unitOfMeasure: 'EA',
      status: 'matched',
      statusReason: 'short delivery',
      isManual: true,
      createdAt: '2026-04-01T08:00:00.000Z',
      updatedAt: '2026-04-02T08:00:00.000Z',
    });
  });

  it('may lack everything but its id and its line', () => {
    expect(parse({ id: 5, invoice_line_id: 11 })).toEqual({
      id: '5',
      invoiceLineId: '11',
      status: '',
      isManual: false,
      updatedAt: '1970-01-01T00:00:00.000Z',
    });
    expect(() => parse({ id: 5 })).toThrow('allocation, invoice_line_id: expected an id of digits');
  });

  it.each([
    [1, true],
    ['1', true],
    [true, true],
    [0, false],
    [false, false],
    [null, false],
  ])('set by hand: %j → %s', (manual, isManual) => {
    expect(parse({ id: 5, invoice_line_id: 11, manual_match: manual }).isManual).toBe(isManual);
  });
});
