import { describe, expect, it } from 'vitest';
import { readExactJson } from '#kernel/exact-json.ts';
import { parseCoupaInvoice } from './invoice.ts';

const parse = (fields: Record<string, unknown>) =>
  parseCoupaInvoice(readExactJson(JSON.stringify({ id: 4711, ...fields }), 'test'), 'invoice 4711');
const line = (fields: Record<string, unknown>) => parse({ 'invoice-lines': [{ id: 1, ...fields }] }).lines[0];

describe('what ties an invoice to deliveries and contracts', () => {
  it('at its head', () => {
    expect(
      parse({
        'delivery-number': 'LS-2201',
        'delivery-date': '2026-03-02T00:00:00+01:00',
        'exchange-rate': '1.080000000',
        'original-invoice-number': ' R-100 ',
        'original-invoice-date': '2026-02-01T00:00:00+01:00',
        contract: { id: 7, name: 'Halden frame' },
        'shipping-term': { id: 3, code: 'DDP' },
        'ship-to-address': { id: 44 },
        'self-billing-reference': 'SB-9',
      }),
    ).toMatchObject({
      deliveryNumber: 'LS-2201',
      deliveryDate: '2026-03-02',
      exchangeRate: '1.080000000',
      originalInvoiceNumber: 'R-100',
      originalInvoiceDate: '2026-02-01',
      contract: { id: '7', name: 'Halden frame' },
      shippingTermCode: 'DDP',
      shipToAddressId: '44',
      selfBillingReference: 'SB-9',
    });
  });

  it('on its lines', () => {
    expect(
      line({
        'supp-aux-part-num': 'W-20/B',
        'match-reference': 'DN-17',
        'delivery-note-number': 'LS-2201',
        'original-date-of-supply': '2026-03-02T00:00:00+01:00',
        'discount-amount': '1.500',
        'adjustment-type': 'price',
        'net-weight': '12.250000',
        'weight-uom': { code: 'KG' },
        'price-per-uom': '4.00',
        contract: { id: 7 },
        'accounting-total': '108.00',
        'accounting-total-currency': { code: 'USD' },
      }),
    ).toMatchObject({
      auxPartNumber: 'W-20/B',
      matchReference: 'DN-17',
      deliveryNoteNumber: 'LS-2201',
      supplyDate: '2026-03-02',
      discountAmount: '1.500',
      adjustmentType: 'price',
      netWeight: '12.250000',
      weightUnit: 'KG',
      pricePerUnitOfMeasure: '4.00',
      contract: { id: '7' },
      accountingTotal: '108.00',
      accountingCurrency: 'USD',
    });
  });

  it('a value that cannot be read says nothing, since no sum hangs on it', () => {
    expect(parse({ 'delivery-date': 'soon', 'exchange-rate': 'daily' })).toEqual(parse({}));
  });
});
