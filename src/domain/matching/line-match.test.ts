import { describe, expect, it } from 'vitest';
import type { PurchaseOrderLine } from '../records/purchase-order.ts';
import { invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { matchInvoice } from './three-way-match.ts';

const on = (change: Partial<PurchaseOrderLine>) => [order({ lines: [orderLine(change)] })];

describe('what is shown of a line', () => {
  it('is what was billed, ordered and received', () => {
    const orders = on({ quantity: '100.0' });
    expect(matchInvoice(situation({ orders })).lines[0]).toMatchObject({
      invoiced: { quantity: '25', price: '12.50', amount: '312.50' },
      ordered: { quantity: '100', price: '12.50', amount: '1250.00' },
      received: '100',
    });
  });

  it('is what was billed alone, where no order line is found', () => {
    const { lines } = matchInvoice(situation({ orders: [] }));
    expect(lines[0]).toMatchObject({
      invoiced: { quantity: '25', price: '12.50', amount: '312.50' },
      ordered: { quantity: null, price: null, amount: null },
      received: null,
    });
  });

  it.each([
    ['3-way', '100'],
    ['3-way-fifo', '100'],
    ['2-way', null],
    ['none', null],
  ])('by %s, of 100 received, is %j', (matchType, received) => {
    expect(matchInvoice(situation({ orders: on({ matchType }) })).lines[0]?.received).toBe(received);
  });

  it('names twenty of the order lines that are billed as one', () => {
    const { orderLineId: _id, ...loose } = invoiceLine({ orderId: '7', quantity: '25' });
    const numbers = Array.from({ length: 25 }, (_, at) => `${at + 1}`);
    const { lines } = matchInvoice(
      situation({
        invoice: invoice({ lines: [loose] }),
        orders: [
          order({
            lines: numbers.map((lineNumber) =>
              orderLine({ id: `7${lineNumber}`, lineNumber, quantity: '1' }),
            ),
          }),
        ],
        receipts: numbers.map((id) => receipt({ id, orderLineId: `7${id}`, quantity: '1' })),
      }),
    );
    expect(lines[0]?.pooled).toEqual(numbers.slice(0, 20));
  });
});
