import { expect, it } from 'vitest';
import { countEffect } from './policy-effect.ts';
import { invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { matchInvoice } from './three-way-match.ts';
import { STARTER_POLICY, type TolerancePolicy } from './tolerance.ts';

const policy: TolerancePolicy = {
  ...STARTER_POLICY,
  scoped: [{ name: 'Nord', supplierIds: ['6'], limits: { priceOver: { mode: 'rate', rate: '0.05' } } }],
};

/** One invoice of lines at these prices, each on an order line of its own at 100.00. */
function billed(prices: readonly string[], supplierId = '5', currency = 'EUR', shippingAmount = '0') {
  const numbered = prices.map((price, index) => ({ price, id: `${index + 1}` }));
  return matchInvoice(
    situation({
      policy,
      invoice: invoice({
        supplierId,
        currency,
        shippingAmount,
        lines: numbered.map(({ price, id }) =>
          invoiceLine({ id, lineNumber: id, orderLineId: `7${id}`, quantity: '1', price }),
        ),
      }),
      orders: [
        order({
          supplierId,
          currency,
          lines: numbered.map(({ id }) =>
            orderLine({ id: `7${id}`, lineNumber: id, quantity: '1', price: '100.00' }),
          ),
        }),
      ],
      receipts: numbered.map(({ id }) => receipt({ id: `9${id}`, orderLineId: `7${id}`, quantity: '1' })),
    }),
  );
}

it('counts lines, invoices and money that each limit of each rule let through or refused', () => {
  const counter = countEffect();
  counter.add(billed(['101.00', '102.00', '103.00']));
  counter.add(billed(['101.00', '90.00']));
  counter.add(billed(['104.00'], '6'));
  counter.add(billed(['102'], '5', 'USD', '60.00'));
  counter.add(billed(['100.00']));
  const none = { differences: 0, invoices: 0, money: [] };
  expect(counter.rows()).toEqual([
    {
      rule: 'base',
      limit: 'priceOver',
      tolerated: {
        differences: 4,
        invoices: 3,
        money: [
          { amount: '4.00', currency: 'EUR' },
          { amount: '2.00', currency: 'USD' },
        ],
      },
      refused: { differences: 1, invoices: 1, money: [{ amount: '3.00', currency: 'EUR' }] },
    },
    {
      rule: 'base',
      limit: 'priceUnder',
      tolerated: { differences: 1, invoices: 1, money: [{ amount: '10.00', currency: 'EUR' }] },
      refused: none,
    },
    {
      rule: 'base',
      limit: 'freightOver',
      tolerated: none,
      refused: { differences: 1, invoices: 1, money: [{ amount: '60.00', currency: 'USD' }] },
    },
    {
      rule: 'Nord',
      limit: 'priceOver',
      tolerated: { differences: 1, invoices: 1, money: [{ amount: '4.00', currency: 'EUR' }] },
      refused: none,
    },
  ]);
});

it('adds up no money where no currency is known, and leaves out what no limit judges', () => {
  const match = billed(['101.00']);
  const [line] = match.lines;
  const [variance] = line?.variances ?? [];
  if (line === undefined || variance === undefined) throw new Error('One line is dearer than ordered.');
  const counter = countEffect();
  counter.add({ ...match, currency: null });
  const unjudged = { ...variance, kind: 'unit' as const };
  counter.add({ ...match, lines: [{ ...line, variances: [unjudged, { ...variance, amount: null }] }] });
  expect(counter.rows()).toEqual([
    {
      rule: 'base',
      limit: 'priceOver',
      tolerated: { differences: 2, invoices: 2, money: [] },
      refused: { differences: 0, invoices: 0, money: [] },
    },
  ]);
});

it('tells the policy’s own limits first, then the rules by name', () => {
  const match = billed(['101.00']);
  const counter = countEffect();
  for (const rule of ['b', 'base', 'a', 'c']) {
    counter.add({
      ...match,
      lines: match.lines.map((line) => ({
        ...line,
        variances: line.variances.map((variance) => ({ ...variance, rule })),
      })),
    });
  }
  expect(counter.rows().map(({ rule }) => rule)).toEqual(['base', 'a', 'b', 'c']);
});

it('has no rows where nothing differed', () => {
  const counter = countEffect();
  counter.add(billed(['100.00']));
  expect(counter.rows()).toEqual([]);
});
