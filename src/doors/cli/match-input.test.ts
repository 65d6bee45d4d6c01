import { describe, expect, it } from 'vitest';
import { STARTER_POLICY } from '#domain/matching/tolerance.ts';
import { PurserError } from '#kernel/errors.ts';
import { readMatchInput } from './match-input.ts';

const usd = { code: 'USD' };
const keyboardInvoice = {
  id: 81002,
  status: 'pending_receipt',
  'total-with-taxes': '800.00',
  currency: usd,
  'invoice-lines': [
    {
      id: 2,
      description: 'keyboards',
      quantity: '2.0',
      price: '400.00',
      total: '800.00',
      'po-number': '53',
      'order-line-id': 531,
    },
  ],
};

describe('what cannot be read is refused with the place, what was expected and what was found', () => {
  const good = { invoice: keyboardInvoice, purchase_orders: [], receipts: [] };
  it.each<[string, unknown, string]>([
    ['nothing', '', 'file.json: expected JSON, but'],
    ['half a document', '{"invoice": {', 'file.json: expected JSON, but'],
    ['one key twice', '{"as_of": "2026-01-01", "as_of": "2026-01-02"}', 'file.json: expected JSON, but'],
    ['a list', [], 'file.json: expected an object with an invoice, found a list.'],
    ['no invoice', {}, 'file.json, invoice: expected an invoice object, found nothing.'],
    [
      'a price that is none',
      { ...good, invoice: { ...keyboardInvoice, 'invoice-lines': [{ id: 2, price: 'abc' }] } },
      'file.json, invoice, invoice-lines[0].price: expected a decimal number such as 1250.00, found "abc".',
    ],
    [
      'an amount beyond all sense',
      { ...good, invoice: { ...keyboardInvoice, 'gross-total': '1e400' } },
      'file.json, invoice, gross-total: expected a decimal number such as 1250.00, found "1e400".',
    ],
    [
      'orders that are no list',
      { ...good, purchase_orders: {} },
      'file.json, purchase_orders: expected a list, found an object.',
    ],
    [
      'an order that is none',
      { ...good, purchase_orders: ['52'] },
      'file.json, purchase_orders[0]: expected',
    ],
    [
      'a key spelt in another way',
      { ...good, purchaseOrders: [] },
      'file.json: expected purchase_orders, found purchaseOrders.',
    ],
    [
      'a conversion by nothing',
      { ...good, uom_conversions: [{ from: 'CS', to: 'EA', factor: 0 }] },
      'file.json, uom_conversions[0].factor: expected a number above zero, found "0".',
    ],
    [
      'a conversion from nowhere',
      { ...good, uom_conversions: [{ to: 'EA', factor: 2 }] },
      'file.json, uom_conversions[0].from: expected a unit, found nothing.',
    ],
    [
      'a conversion to nowhere',
      { ...good, uom_conversions: [{ from: 'EA', to: ' ', factor: 2 }] },
      'file.json, uom_conversions[0].to: expected a unit, found " ".',
    ],
    [
      'a conversion that is none',
      { ...good, uom_conversions: [2] },
      'file.json, uom_conversions[0]: expected {from, to, factor}, found "2".',
    ],
    [
      'a day that does not exist',
      { ...good, as_of: '2026-02-31' },
      'file.json, as_of: expected a date such as 2026-04-01, found "2026-02-31".',
    ],
    [
      'a policy with a blank',
      { ...good, tolerances: { ...STARTER_POLICY, documentCap: '' } },
      'file.json, tolerances.documentCap: expected a decimal as text',
    ],
    [
      'rules that contradict each other',
      {
        ...good,
        tolerances: {
          ...STARTER_POLICY,
          scoped: [
            { name: 'Nord', supplierIds: ['5'], limits: { priceOver: { mode: 'rate', rate: '0.02' } } },
            { supplierIds: ['5'], limits: { priceOver: { mode: 'rate', rate: '0.03' } } },
          ],
        },
      },
      'file.json, tolerances.scoped.1.limits.priceOver: the rule "Nord" (rule 1) and rule 2 are about the same and contradict each other on price above the order: 2 % and 3 %.',
    ],
  ])('%s', (_case, input, sentence) => {
    const text = typeof input === 'string' ? input : JSON.stringify(input);
    let thrown: unknown;
    try {
      readMatchInput(text, 'file.json');
    } catch (found) {
      thrown = found;
    }
    expect(thrown).toBeInstanceOf(PurserError);
    expect((thrown as PurserError).message.startsWith(sentence)).toBe(true);
  });
});

describe('what can be read', () => {
  it('gives every record without an id one of its own', () => {
    const { id: _id, ...loose } = keyboardInvoice;
    const receipt = { quantity: '1', 'order-line': { id: 1 } };
    const input = readMatchInput(
      JSON.stringify({ invoice: loose, receipts: [receipt, receipt] }),
      'file.json',
    );
    const ids = [input.invoice.id, ...input.receipts.map(({ id }) => id)];
    expect(new Set(ids).size).toBe(3);
    expect(input.policy).toBe(STARTER_POLICY);
  });
});
