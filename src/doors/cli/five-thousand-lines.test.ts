import { describe, expect, it } from 'vitest';
import { invoice, line, match, order, orderLine, receipt, verdict } from './clerk-cases.test-data.ts';

type Json = Readonly<Record<string, unknown>>;

const { 'order-line-id': _named, ...loose } = line();
const lines5000 = Array.from({ length: 5_000 }, (_, index) => index + 1);

describe('five thousand lines', () => {
  const ordered = lines5000.map((n) =>
    orderLine({ id: 70_000 + n, 'line-num': `${n}`, description: `Bearing ${n}` }),
  );
  const came = lines5000.map((n) => receipt('10', { id: 900_000 + n, 'order-line': { id: 70_000 + n } }));
  const billing = (change: (n: number) => Json) => ({
    invoice: invoice(lines5000.map((n) => ({ ...loose, 'line-num': n, ...change(n) }))),
    purchase_orders: [order(ordered)],
    receipts: came,
  });

  it('with references are answered line by line, and the one piece too many is found', async () => {
    const all = billing((n) => ({ 'order-line-id': 70_000 + n, quantity: n === 4_711 ? '11' : '10' }));
    const { outcome, exceptions, lines } = await match(all);
    expect([outcome, exceptions.map(({ code, line: at }) => [code, at])]).toEqual([
      'exception',
      [
        ['QTY_OVER_ORDERED', 4_711],
        ['QTY_OVER_RECEIVED', 4_711],
      ],
    ]);
    expect(lines).toHaveLength(5_000);
  });

  it('without any reference are proposed on the order they fit, and not let through', async () => {
    const { outcome, primary, lines } = await match(billing((n) => ({ description: `Bearing ${n}` })));
    expect([outcome, primary, lines[4_999]?.order_line_id]).toEqual(['exception', 'PO_MISSING', '75000']);
  });

  it('without any reference, and worded otherwise, name no order', async () => {
    expect(await verdict(billing((n) => ({ description: `Brg. no. ${n}` })))).toEqual([
      'exception',
      'PO_MISSING',
    ]);
  });
});
