import { describe, expect, it } from 'vitest';
import { billed, order, orderLine, situation, verdictOn } from './situation.test-data.ts';
import { matchInvoice } from './three-way-match.ts';

// Two lines of 1,250.00 each; the invoice bills 312.50 on the first, an earlier one billed the second.
const orders = [order({ lines: [orderLine(), orderLine({ id: '72', lineNumber: '2' })] })];
const earlier = (amount: string, change = {}) => [
  billed('1', { orderLineId: '72', amount, price: null, ...change }),
];

describe('an order of 2,500.00, of which another line was billed before', () => {
  it.each([
    ['up to 1 % more than its total', '2212.50', ['within_tolerance']],
    ['a cent beyond', '2212.51', ['exception', 'PO_AMOUNT_OVER']],
  ])('%s', (_name, amount, verdict) => {
    expect(verdictOn({ orders, billedBefore: earlier(amount) })).toEqual(verdict);
  });

  it('counts no deposit', () => {
    const billedBefore = earlier('2212.51', { description: 'Down payment' });
    expect(verdictOn({ orders, billedBefore })).not.toContain('PO_AMOUNT_OVER');
  });

  it('names the earlier invoice once', () => {
    const billedBefore = [...earlier('1200.00'), ...earlier('1200.00')];
    const { exceptions } = matchInvoice(situation({ orders, billedBefore }));
    expect(exceptions).toMatchObject([
      { code: 'PO_AMOUNT_OVER', sources: expect.arrayContaining(['invoice/2']) },
    ]);
    expect(exceptions[0]?.sources.filter((source) => source === 'invoice/2')).toHaveLength(1);
  });
});
