import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import { lineFactsOf } from './line-facts.ts';
import { billed, invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';
import type { TolerancePolicy } from './tolerance.ts';

const RANK = { matched: 0, within_tolerance: 1, exception: 2 } as const;
const rankOf = (input: MatchInput) => RANK[matchInvoice(input).outcome];

const cents = (max: number) => fc.integer({ min: 0, max }).map((value) => (value / 100).toFixed(2));
/** Around what was ordered, so that both verdicts come up often. */
const pieces = fc.integer({ min: 0, max: 60 }).map(String);

const line = (id: number): fc.Arbitrary<InvoiceLine> =>
  fc
    .record({
      quantity: pieces,
      price: cents(2600),
      orderLineId: fc.constantFrom('71', '72', '73'),
      isCredit: fc.boolean(),
    })
    .map(({ quantity, price, orderLineId, isCredit }) =>
      invoiceLine({
        id: `${id}`,
        lineNumber: `${id}`,
        quantity: isCredit && quantity !== '0' && id % 3 === 0 ? `-${quantity}` : quantity,
        price,
        orderLineId,
      }),
    );

const situations: fc.Arbitrary<MatchInput> = fc
  .record({
    lines: fc.tuple(line(1), line(2), line(3), line(4)),
    received: fc.array(fc.record({ on: fc.constantFrom('71', '72'), quantity: pieces }), { maxLength: 4 }),
    before: fc.array(fc.record({ on: fc.constantFrom('71', '72'), quantity: pieces }), { maxLength: 3 }),
    prices: fc.tuple(cents(2600), cents(2600)),
    matchType: fc.constantFrom('2-way', '3-way', 'none'),
  })
  .map(({ lines, received, before, prices, matchType }) =>
    situation({
      invoice: invoice({ lines }),
      orders: [
        order({
          lines: [
            orderLine({ price: prices[0], matchType }),
            orderLine({ id: '72', lineNumber: '2', price: prices[1] }),
          ],
        }),
      ],
      receipts: received.map(({ on, quantity }, index) =>
        receipt({ id: `9${index}`, orderLineId: on, quantity }),
      ),
      billedBefore: before.map(({ on, quantity }, index) =>
        billed(quantity, { orderLineId: on, invoiceId: `8${index}` }),
      ),
    }),
  );

const runs = { numRuns: 300 };

describe('whatever the situation', () => {
  it('the order in which lines, receipts, orders and earlier invoices are listed changes nothing', () => {
    fc.assert(
      fc.property(situations, (input) => {
        const reversed: MatchInput = {
          ...input,
          invoice: { ...input.invoice, lines: [...input.invoice.lines].reverse() },
          receipts: [...input.receipts].reverse(),
          billedBefore: [...input.billedBefore].reverse(),
        };
        const sources = (result: ReturnType<typeof matchInvoice>) =>
          result.exceptions.map((exception) => ({ ...exception, sources: [...exception.sources].sort() }));
        const [first, second] = [matchInvoice(input), matchInvoice(reversed)];
        expect({ ...second, exceptions: sources(second) }).toEqual({ ...first, exceptions: sources(first) });
      }),
      runs,
    );
  });

  it('one more receipt never makes it worse', () => {
    fc.assert(
      fc.property(situations, pieces, (input, quantity) => {
        const more = { ...input, receipts: [...input.receipts, receipt({ id: '999', quantity })] };
        expect(rankOf(more)).toBeLessThanOrEqual(rankOf(input));
      }),
      runs,
    );
  });

  it('one more earlier invoice never makes what is billed better', () => {
    fc.assert(
      fc.property(situations, pieces, (input, quantity) => {
        // Only what was billed can be given back, so that a credit may need it.
        fc.pre(lineFactsOf(input.invoice).every(({ isCredit }) => !isCredit));
        const more = {
          ...input,
          billedBefore: [...input.billedBefore, billed(quantity, { invoiceId: '888' })],
        };
        expect(rankOf(more)).toBeGreaterThanOrEqual(rankOf(input));
      }),
      runs,
    );
  });

  it('a policy that allows nothing never lets more through', () => {
    const nothing = { mode: 'rate', rate: '0' } as const;
    const strict = (policy: TolerancePolicy): TolerancePolicy => ({
      ...policy,
      limits: { ...policy.limits, priceOver: nothing, priceUnder: nothing, freightOver: nothing },
      scoped: [],
      documentCap: '0',
      orderToDateOver: nothing,
    });
    fc.assert(
      fc.property(situations, (input) => {
        const stricter = { ...input, policy: strict(input.policy) };
        expect(rankOf(stricter)).toBeGreaterThanOrEqual(rankOf(input));
      }),
      runs,
    );
  });

  it('a line split in two is not let through where the whole was not', () => {
    fc.assert(
      fc.property(situations, fc.integer({ min: 0, max: 3 }), (input, at) => {
        const whole = input.invoice.lines[at];
        const quantity = Number(whole?.quantity ?? '0');
        fc.pre(whole !== undefined && quantity >= 2);
        const half = Math.floor(quantity / 2);
        const split: Invoice = {
          ...input.invoice,
          lines: [
            ...input.invoice.lines.filter((each) => each !== whole),
            { ...invoiceLine(whole), quantity: String(half) },
            { ...invoiceLine(whole), id: '9', lineNumber: '9', quantity: String(quantity - half) },
          ],
        };
        expect(rankOf({ ...input, invoice: split })).toBeGreaterThanOrEqual(rankOf(input));
      }),
      runs,
    );
  });

  it('an exception has a primary cause, stands on its lines, and says what would cure it', () => {
    fc.assert(
      fc.property(situations, (input) => {
        const { outcome, primary, exceptions, lines } = matchInvoice(input);
        expect(outcome === 'exception').toBe(exceptions.length > 0);
        expect(primary).toBe(exceptions[0]?.code ?? null);
        expect(exceptions[0]?.consequenceOf ?? null).toBeNull();
        for (const exception of exceptions) {
          expect(exception.explanation).toMatch(/^[A-Z].*\.$/);
          expect(exception.counterfactual).toMatch(/^Would .*\.$/);
          for (const number of exception.lines) {
            expect(lines.find((match) => match.line === number)?.codes).toContain(exception.code);
          }
        }
      }),
      runs,
    );
  });
});

describe('what Coupa may hold', () => {
  const amounts = fc.oneof(
    fc.constantFrom('0', '-0', '0.00', `${'9'.repeat(40)}`, `-${'9'.repeat(38)}.9`, `0.${'0'.repeat(37)}1`),
    fc.bigInt({ min: -(10n ** 39n), max: 10n ** 39n }).map(String),
  );
  const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('<img onerror=1>', 'EA', '7', ''),
  );
  const without = (record: object) =>
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

  it('never makes it throw, and never passes without an order', () => {
    const anyLine = fc.record({
      id: words,
      lineNumber: words,
      kind: fc.constantFrom('quantity', 'amount'),
      description: words,
      quantity: maybe(amounts),
      price: maybe(amounts),
      total: maybe(amounts),
      unitOfMeasure: maybe(words),
      orderLineId: maybe(fc.constantFrom('71', '72', 'x')),
      orderId: maybe(fc.constantFrom('7', '8')),
      poNumber: maybe(fc.constantFrom('7', '8', '<b>')),
      orderLineNumber: maybe(fc.constantFrom('1', '2')),
      taxAmount: maybe(amounts),
    });
    const anyInput = fc.record({
      lines: fc.array(anyLine, { maxLength: 4 }),
      orderLines: fc.array(anyLine, { maxLength: 3 }),
      gross: maybe(amounts),
      freight: maybe(amounts),
      quantity: maybe(amounts),
      isCredit: fc.boolean(),
      currency: maybe(fc.constantFrom('EUR', 'JPY', 'BHD')),
    });
    fc.assert(
      fc.property(anyInput, ({ lines, orderLines, gross, freight, quantity, isCredit, currency }) => {
        const { currency: _own, ...bare } = invoice();
        const head = without({ ...bare, currency, grossTotal: gross, shippingAmount: freight });
        const input = situation({
          invoice: {
            ...(head as unknown as Invoice),
            documentType: isCredit ? 'credit_note' : 'invoice',
            lines: lines.map((each) => without(each) as unknown as InvoiceLine),
          },
          orders: [
            order({
              lines: orderLines.map((each, index) => orderLine({ ...without(each), id: `7${index + 1}` })),
            }),
          ],
          receipts: [receipt(without({ quantity }))],
          billedBefore: [billed('1', { quantity: quantity ?? null, amount: gross ?? null })],
        });
        const result = matchInvoice(input);
        const isPlaced = result.lines.some((match) => match.orderLineId !== null);
        expect(result.outcome === 'exception' || isPlaced).toBe(true);
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      }),
      { numRuns: 500 },
    );
  });
});
