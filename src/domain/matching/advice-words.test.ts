import { describe, expect, it } from 'vitest';
import { adviceSentence } from './advice-words.ts';
import { adviceOn } from './clerk-advice.ts';
import { invoice, invoiceLine, order, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

function said(change: Partial<MatchInput> = {}): string {
  const input = situation(change);
  const result = matchInvoice(input);
  return adviceSentence(adviceOn(result, input.invoice), result);
}

describe('what a clerk would do, in a sentence', () => {
  it('lets pass what agrees', () => {
    expect(said()).toBe('Let it pass: it agrees with order and receipts.');
    expect(said({ invoice: invoice({ lines: [invoiceLine({ price: '12.60' })] }) })).toBe(
      'Let it pass: what differs is within tolerance.',
    );
  });

  it('pays what was received and holds the rest, as long as waiting is free', () => {
    const billed = invoice({ netDueDate: '2026-04-23' });
    expect(said({ invoice: billed, receipts: [receipt({ quantity: '20' })] })).toBe(
      'Pay EUR 250.00 now, hold EUR 62.50 until 5 EA more are received, before tax; waiting costs nothing until 2026-04-20.',
    );
    expect(said({ receipts: [receipt({ quantity: '24' })] })).toContain('until 1 EA more is received');
  });

  it('waits for goods of which nothing has come, by no day where none is known', () => {
    expect(said({ receipts: [] })).toBe('Wait until 25 EA are received.');
  });

  it('adds up no two units, and no sums of money', () => {
    const lines = [
      invoiceLine(),
      invoiceLine({
        id: '12',
        lineNumber: '2',
        orderLineId: '72',
        unitOfMeasure: 'KG',
        description: 'Grease',
      }),
    ];
    const [first] = order().lines;
    if (first === undefined) throw new Error('the order has a line');
    const second = { ...first, id: '72', lineNumber: '2', unitOfMeasure: 'KG', description: 'Grease' };
    const both = { invoice: invoice({ lines }), orders: [order({ lines: [first, second] })], receipts: [] };
    expect(said(both)).toBe('Wait until the rest is received.');
  });

  it('names the one thing that has to be cleared up, and does not list several', () => {
    const dear = invoice({ lines: [invoiceLine({ price: '13.00' })] });
    expect(said({ invoice: dear })).toContain('"price above the order" is cleared up');
    expect(said({ invoice: dear, receipts: [receipt({ quantity: '20' })] })).toContain(
      'until the findings are cleared up',
    );
  });

  it('asks, changes or disputes before anything is paid', () => {
    const { orderLineId: _none, ...nameless } = invoiceLine({ description: 'Something else' });
    expect(said({ invoice: invoice({ lines: [nameless] }), orders: [] })).toBe(
      'Ask for what is missing before anything is paid.',
    );
  });
});
