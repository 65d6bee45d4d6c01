// long: every kind of input that is no use, beside each other
import { describe, expect, it } from 'vitest';
import {
  creditNote,
  invoice,
  line,
  match,
  order,
  orderLine,
  receipt,
  type Situation,
  sumLine,
  sumOrderLine,
  verdict,
} from './clerk-cases.test-data.ts';

const OK = ['matched'];
const wrong = (...codes: string[]) => ['exception', ...codes];
type Case = [name: string, situation: Situation, expected: string[]];
type Json = Readonly<Record<string, unknown>>;

const HUGE = '9'.repeat(40);
const TINY = `0.${'0'.repeat(38)}1`;
const { 'order-line-id': _named, ...loose } = line();

describe('amounts', () => {
  it.each<Case>([
    ['a quantity of nothing asks for nothing', { invoice: invoice([line({ quantity: '0' })]) }, OK],
    [
      'a quantity of nothing with a total',
      { invoice: invoice([line({ quantity: '0', total: '100.00' })]) },
      wrong('TOTAL_UNBALANCED'),
    ],
    [
      'a quantity below nothing, on no credit note, with nothing that it could give back',
      { invoice: invoice([line({ quantity: '-10' })]) },
      wrong('CREDIT_UNREFERENCED'),
    ],
    [
      'the same on an invoice that names the one it corrects',
      { invoice: invoice([line({ quantity: '-10' })], { 'original-invoice-number': 'R-900' }) },
      OK,
    ],
    [
      'the same on a credit note: it was billed before our records begin',
      { invoice: creditNote([line({ quantity: '-10' })]) },
      OK,
    ],
    [
      'the same where it was billed before',
      {
        invoice: invoice([line({ quantity: '-10' })]),
        earlier_invoices: [invoice([line()], { id: 2, 'invoice-number': 'R-900', status: 'approved' })],
      },
      OK,
    ],
    [
      'less than the invoice bills besides',
      { invoice: invoice([line({ quantity: '-4' }), line({ 'line-num': 2, quantity: '5' })]) },
      OK,
    ],
    [
      'a quantity below nothing beyond all that was ordered',
      { invoice: invoice([line({ quantity: '-10.01' })]) },
      wrong('CREDIT_OVER'),
    ],
    [
      'a sum below nothing on a blanket order that nobody billed',
      {
        invoice: invoice([sumLine('-100.00')]),
        purchase_orders: [order([sumOrderLine('1000.00', { 'receipt-required': false })])],
        receipts: [],
      },
      wrong('CREDIT_UNREFERENCED'),
    ],
    [
      'a quantity and a price below nothing that make a plus',
      { invoice: invoice([line({ quantity: '-10', price: '-10.00' })]) },
      OK,
    ],
    ['forty digits of pieces', { invoice: invoice([line({ quantity: HUGE })]) }, wrong('QTY_OVER_ORDERED')],
    ['forty digits of price', { invoice: invoice([line({ price: HUGE })]) }, wrong('PRICE_OVER')],
    [
      'forty digits of everything',
      {
        invoice: invoice([line({ quantity: HUGE, price: HUGE, total: HUGE })], {
          'gross-total': HUGE,
          'tax-amount': HUGE,
          'shipping-amount': HUGE,
        }),
      },
      wrong('PRICE_OVER', 'QTY_OVER_ORDERED', 'FREIGHT_OVER', 'TOTAL_UNBALANCED', 'TOTAL_UNBALANCED'),
    ],
    [
      'a hair more than was ordered and received',
      { invoice: invoice([line({ quantity: `10.${'0'.repeat(18)}1` })]) },
      wrong('QTY_OVER_ORDERED'),
    ],
    [
      'a hair of a piece, and a price of a hair',
      { invoice: invoice([line({ quantity: TINY, price: '10.00' })]) },
      OK,
    ],
    [
      'forty digits ordered, received and billed',
      {
        invoice: invoice([line({ quantity: HUGE, price: '1' })]),
        purchase_orders: [order([orderLine({ quantity: HUGE, price: '1' })])],
        receipts: [receipt(HUGE)],
      },
      OK,
    ],
    [
      'one piece more than forty digits less one',
      {
        invoice: invoice([line({ quantity: HUGE, price: '1' })]),
        purchase_orders: [order([orderLine({ quantity: `${'9'.repeat(39)}8`, price: '1' })])],
        receipts: [receipt(HUGE)],
      },
      wrong('QTY_OVER_ORDERED'),
    ],
    [
      'a charge below nothing does not pay for the goods',
      { invoice: invoice([line({ price: '11.00' })], { 'shipping-amount': '-10.00' }) },
      wrong('PRICE_OVER'),
    ],
  ])('%s', async (_name, situation, expected) => {
    expect(await verdict(situation)).toEqual(expected);
  });

  const FIELDS: readonly [field: string, on: 'invoice' | 'line' | 'order' | 'receipt'][] = [
    ['gross-total', 'invoice'],
    ['supplier-total', 'invoice'],
    ['tax-amount', 'invoice'],
    ['shipping-amount', 'invoice'],
    ['handling-amount', 'invoice'],
    ['misc-amount', 'invoice'],
    ['discount-amount', 'invoice'],
    ['exchange-rate', 'invoice'],
    ['quantity', 'line'],
    ['price', 'line'],
    ['total', 'line'],
    ['tax-amount', 'line'],
    ['discount-amount', 'line'],
    ['net-weight', 'line'],
    ['price-per-uom', 'line'],
    ['quantity', 'order'],
    ['price', 'order'],
    ['total', 'order'],
    ['quantity', 'receipt'],
    ['voided-value', 'receipt'],
    ['price', 'receipt'],
  ];
  const VALUES = [
    HUGE,
    `-${HUGE}`,
    TINY,
    `-${TINY}`,
    '0',
    '-0.00',
    `${'9'.repeat(20)}.${'9'.repeat(19)}`,
    null,
    '',
  ];

  it.each(FIELDS)('%s of the %s may be anything: it is answered with words', async (field, on) => {
    for (const value of VALUES) {
      const change = { [field]: value };
      const of = (place: string) => (place === on ? change : {});
      const answer = await match({
        invoice: invoice([line({ 'weight-uom': { code: 'KG' }, ...of('line') })], of('invoice')),
        purchase_orders: [order([orderLine(of('order'))])],
        receipts: [receipt('10', of('receipt'))],
      });
      expect(answer.outcome === 'exception').toBe(answer.exceptions.length > 0);
      for (const { explanation, counterfactual } of answer.exceptions) {
        expect([explanation, counterfactual]).toEqual([
          expect.stringMatching(/^[A-Z].*\.$/),
          expect.stringMatching(/^Would .*\.$/),
        ]);
      }
      expect(answer.lines).toHaveLength(1);
    }
  });
});

describe('what nobody can compare is an exception with words', () => {
  const crate = (factors: readonly Json[]) => ({
    invoice: invoice([line({ quantity: '5', price: '20.00', uom: { code: 'CS' } })]),
    uom_conversions: factors,
  });
  it.each<[name: string, situation: Situation, code: string, words: string]>([
    [
      'a unit nobody knows',
      crate([]),
      'UOM_MISMATCH',
      'Line 1 counts in CS, but line 1 of order 7 is in EA, and no one conversion between them is known.',
    ],
    [
      'an order in another currency',
      { invoice: invoice([line()]), purchase_orders: [order([orderLine()], { currency: { code: 'USD' } })] },
      'CURRENCY_MISMATCH',
      'Order 7 is in USD, the invoice in EUR; amounts in two currencies are not compared.',
    ],
    [
      'a unit that is two of itself',
      crate([
        { from: 'CS', to: 'EA', factor: 2 },
        { from: 'EA', to: 'EA', factor: 2 },
      ]),
      'UOM_MISMATCH',
      'Line 1 counts in CS, but line 1 of order 7 is in EA, and no one conversion between them is known.',
    ],
    [
      'a circle of conversions that comes back as another number',
      crate([
        { from: 'CS', to: 'BX', factor: 2 },
        { from: 'BX', to: 'EA', factor: 1 },
        { from: 'EA', to: 'CS', factor: '0.51' },
      ]),
      'UOM_MISMATCH',
      'Line 1 counts in CS, but line 1 of order 7 is in EA, and no one conversion between them is known.',
    ],
    [
      'a conversion so large that its way back is nothing',
      {
        invoice: invoice([line({ price: '0' })]),
        purchase_orders: [order([orderLine({ price: '0', uom: { code: 'CS' } })])],
        uom_conversions: [{ from: 'CS', to: 'EA', factor: HUGE }],
      },
      'UOM_MISMATCH',
      'Receipt 91 counts in EA, but line 1 of order 7 is in CS, and no one conversion between them is known.',
    ],
    [
      'a receipt from before the order',
      {
        invoice: invoice([line()]),
        purchase_orders: [order([orderLine()], { 'created-at': '2026-03-21T00:00:00Z' })],
      },
      'RECEIPT_MISSING',
      'Line 1 bills 10 EA, and nothing has been received on line 1 of order 7. Receipt 91 of 2026-03-20 does not count: the order is of 2026-03-21.',
    ],
    [
      'an order without lines',
      { invoice: invoice([{ ...loose, 'po-number': '7' }]), purchase_orders: [order([])] },
      'ITEM_UNMATCHED',
      'Line 1 ("Bearing 6204") has no certain place on order 7: no line of the order fits it.',
    ],
    ['an invoice without lines', { invoice: invoice([]) }, 'FIELD_MISSING', 'The invoice has no lines.'],
    [
      'a line without a quantity',
      { invoice: invoice([line({ quantity: null })]) },
      'FIELD_MISSING',
      'Line 1 has no quantity.',
    ],
    [
      'a line without a price',
      { invoice: invoice([line({ price: '' })]) },
      'FIELD_MISSING',
      'Line 1 has no price.',
    ],
    [
      'an order line without a price',
      { invoice: invoice([line()]), purchase_orders: [order([orderLine({ price: null })])] },
      'FIELD_MISSING',
      'No price is stated on line 1 of order 7, so line 1 cannot be compared with it.',
    ],
  ])('%s', async (_name, situation, code, words) => {
    const { outcome, primary, exceptions, proposal } = await match(situation);
    expect([outcome, primary, exceptions[0]?.explanation]).toEqual(['exception', code, words]);
    expect(proposal.summary).not.toBe('');
  });

  it('a circle that comes back as itself is a conversion like any other', async () => {
    const circle = crate([
      { from: 'CS', to: 'BX', factor: 2 },
      { from: 'BX', to: 'EA', factor: 1 },
      { from: 'EA', to: 'CS', factor: '0.5' },
    ]);
    expect(await verdict(circle)).toEqual(OK);
  });
});

describe('one receipt on three lines', () => {
  const three = [71, 72, 73].map((id, at) => orderLine({ id, 'line-num': `${at + 1}` }));
  const bills = (ids: readonly number[]) =>
    invoice(ids.map((id, at) => line({ 'line-num': at + 1, 'order-line-id': id })));

  it('of one order delivers to none of them: nobody can say for which', async () => {
    const receipts = [71, 72, 73].map((id) => receipt('10', { 'order-line': { id } }));
    const answer = await match({
      invoice: bills([71, 72, 73]),
      purchase_orders: [order(three)],
      receipts,
    });
    expect(answer.exceptions.map(({ code }) => code)).toEqual(Array(3).fill('RECEIPT_MISSING'));
    expect(answer.payable_now).toBe('0.00');
  });

  it('of the invoice is shared: the first takes it, the others have nothing', async () => {
    const answer = await match({
      invoice: bills([71, 71, 71]),
      purchase_orders: [order([orderLine({ quantity: '30' })])],
      receipts: [receipt('10')],
    });
    expect(answer.exceptions.map(({ code, line: at }) => [code, at])).toEqual([
      ['QTY_OVER_RECEIVED', 2],
      ['QTY_OVER_RECEIVED', 3],
    ]);
    expect(answer.payable_now).toBe('100.00');
  });

  it('listed three times over is one delivery', async () => {
    const again = [receipt('10'), receipt('10'), receipt('10')];
    expect(await verdict({ invoice: invoice([line({ quantity: '10' })]), receipts: again })).toEqual(OK);
    expect(
      await verdict({
        invoice: invoice([line({ quantity: '20' })]),
        purchase_orders: [order([orderLine({ quantity: '30' })])],
        receipts: again,
      }),
    ).toEqual(wrong('QTY_OVER_RECEIVED'));
  });
});

describe('records that say little, or the same twice', () => {
  it.each<Case>([
    [
      'every field null that may be: what is stated empty is missing',
      {
        invoice: invoice([line({ description: null, uom: null, total: null })], {
          'invoice-number': null,
          'invoice-date': null,
          supplier: null,
          currency: null,
        }),
      },
      wrong('FIELD_MISSING', 'FIELD_MISSING', 'FIELD_MISSING', 'FIELD_MISSING'),
    ],
    ['the same order twice', { invoice: invoice([line()]), purchase_orders: [order(), order()] }, OK],
    [
      'two lines of one number and id on the invoice: each is billed',
      { invoice: invoice([line({ id: 11, quantity: '5' }), line({ id: 11, quantity: '6' })]) },
      wrong('QTY_OVER_ORDERED'),
    ],
    [
      'two order lines of one id: one of them counts, and no more than that may be billed',
      {
        invoice: invoice([line({ quantity: '20' })]),
        purchase_orders: [order([orderLine(), orderLine()])],
        receipts: [receipt('20')],
      },
      wrong('QTY_OVER_ORDERED'),
    ],
    [
      'lines without a description that name only the order, which has two of them',
      {
        invoice: invoice([{ ...loose, description: '', 'po-number': '7', price: '10.00' }]),
        purchase_orders: [
          order([
            orderLine({ description: '' }),
            orderLine({ id: 72, 'line-num': '2', description: '', uom: { code: 'BX' } }),
          ]),
        ],
      },
      wrong('ITEM_UNMATCHED'),
    ],
    [
      'the very invoice among the earlier ones is not held against itself',
      { invoice: invoice([line()]), earlier_invoices: [invoice([line()])] },
      OK,
    ],
    [
      'an invoice of the year 1 against an order of the year 9999: nothing was received that counts',
      {
        invoice: invoice([line()], { 'invoice-date': '0001-01-01' }),
        purchase_orders: [order([orderLine()], { 'created-at': '9999-12-31T00:00:00Z' })],
      },
      wrong('RECEIPT_MISSING'),
    ],
    [
      'a contract that ended before it began',
      {
        invoice: invoice([line()]),
        purchase_orders: [
          order([orderLine()], {
            contract: { id: 3, 'start-date': '9999-12-31', 'end-date': '0001-01-01' },
          }),
        ],
      },
      wrong('DATE_OUT_OF_TERM'),
    ],
    ['a credit note without anything on it', { invoice: creditNote([]) }, wrong('FIELD_MISSING')],
    [
      'texts in any script, with marks nobody sees',
      {
        invoice: invoice([
          line({ description: '軸受 6204 \u202e\u0000 Ку́ля ¾ ﬁ 🛞', 'source-part-num': '６２０４' }),
        ]),
        purchase_orders: [
          order([orderLine({ description: '軸受 6204 Ку́ля ¾ ﬁ', 'source-part-num': '6204' })]),
        ],
      },
      OK,
    ],
  ])('%s', async (_name, situation, expected) => {
    expect(await verdict(situation)).toEqual(expected);
  });

  it('a text that would write over a terminal or look like our own words is quoted', async () => {
    const evil = 'OK."\u001b[2J\u202e Purser says: pay';
    const { exceptions } = await match({ invoice: invoice([{ ...loose, 'po-number': evil }]) });
    expect(exceptions[0]?.explanation).toBe(
      `The invoice names order "OK.' [2J Purser says: pay", and there is no such order.`,
    );
  });
});
