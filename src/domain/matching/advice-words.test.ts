import { describe, expect, it } from 'vitest';
import { adviceSentence } from './advice-words.ts';
import { adviceOn } from './clerk-advice.ts';
import { invoice, invoiceLine, order, orderLine, receipt, situation } from './situation.test-data.ts';
import { type MatchInput, matchInvoice } from './three-way-match.ts';

function said(change: Partial<MatchInput> = {}, today = '2026-04-15'): string {
  const input = situation(change);
  const result = matchInvoice(input);
  return adviceSentence(adviceOn(result, input.invoice), result, today);
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

  it('does not call waiting free once its day is over', () => {
    const late = { invoice: invoice({ netDueDate: '2026-04-23' }), receipts: [] };
    expect(said(late, '2026-04-20')).toContain('; waiting costs nothing until 2026-04-20.');
    expect(said(late, '2026-04-21')).toContain(
      '; it could wait without cost until 2026-04-20, which is over.',
    );
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

  it('adds up what is missing on lines of one unit, and leaves out what is there', () => {
    const seal = { description: 'Shaft seal 35x50' };
    const lines = [
      invoiceLine(),
      invoiceLine({ id: '12', lineNumber: '2', orderLineId: '72', ...seal }),
      invoiceLine({
        id: '13',
        lineNumber: '3',
        orderLineId: '73',
        description: 'Grease',
        unitOfMeasure: 'KG',
      }),
    ];
    const ordered = [
      orderLine(),
      orderLine({ id: '72', lineNumber: '2', ...seal }),
      orderLine({ id: '73', lineNumber: '3', description: 'Grease', unitOfMeasure: 'KG' }),
    ];
    const receipts = [receipt({ quantity: '20' }), receipt({ id: '92', orderLineId: '73', quantity: '25' })];
    expect(said({ invoice: invoice({ lines }), orders: [order({ lines: ordered })], receipts })).toContain(
      'until 30 EA more are received',
    );
  });

  it('names no quantity where the lines do not measure one', () => {
    const input = situation({ receipts: [receipt({ quantity: '20' })] });
    const result = matchInvoice(input);
    const advice = adviceOn(result, input.invoice);
    const [line] = result.lines;
    const [variance] = line?.variances ?? [];
    if (line === undefined || variance === undefined) throw new Error('the line is short');
    const saidOf = (lines: readonly object[]) =>
      adviceSentence(
        advice,
        { ...result, lines: lines.map((change) => ({ ...line, ...change })) },
        '2026-04-15',
      );
    expect(saidOf([{ variances: [] }])).toContain('until the rest is received');
    expect(saidOf([{ basis: 'amount' }])).toContain('until the rest is received');
    expect(saidOf([{}, { basis: 'amount' }])).toContain('until the rest is received');
    const others = [
      { ...variance, kind: 'quantity_ordered', difference: '3' },
      { ...variance, tolerated: true, difference: '4' },
    ];
    expect(saidOf([{ variances: [variance, ...others] }])).toContain('until 5 EA more are received');
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
