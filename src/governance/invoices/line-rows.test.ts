import { describe, expect, it } from 'vitest';
import { explainMatch } from '#domain/matching/explain-match.ts';
import {
  invoice,
  invoiceLine,
  order,
  orderLine,
  receipt,
  situation,
} from '#domain/matching/situation.test-data.ts';
import { type MatchInput, matchInvoice } from '#domain/matching/three-way-match.ts';
import { exceptionRow, toExceptionRows } from './exception-rows.ts';
import { explanationIn } from './explanation.ts';
import { lineRow, toLineRows } from './line-rows.ts';

/** What the page gets about a situation, read back through the contract. */
function shown(change: Partial<MatchInput>, isExplained = true) {
  const input = situation(change);
  const match = matchInvoice(input);
  const explained = isExplained ? explanationIn(explainMatch(input, match)) : undefined;
  return {
    lines: toLineRows(match, input.invoice, explained).map((row) => lineRow.parse(row)),
    exceptions: toExceptionRows(match, explained).map((row) => exceptionRow.parse(row)),
  };
}

const { orderLineId: _named, ...nameless } = invoiceLine();

describe('a line of the page', () => {
  it('that names its order line has nothing to tell but its receipts', () => {
    expect(shown({}).lines[0]).toMatchObject({
      foundBy: null,
      pooled: [],
      unplaced: null,
      type: null,
      readings: [],
      carriedBy: [{ receiptId: '91', date: null, reference: null, quantity: '25' }],
    });
  });

  it('tells how it was found', () => {
    const billed = invoice({ lines: [{ ...nameless, poNumber: 'PO-7' }] });
    expect(shown({ invoice: billed }).lines[0]?.foundBy).toEqual({
      order: 'normalised',
      line: 'identity',
      says: 'Line 1 was found on order 7 line 1: the order by its number, written otherwise, the line by item, part number or description.',
    });
  });

  it('says why it has no place', () => {
    const lines = [
      orderLine({ price: '12.50' }),
      orderLine({ id: '72', lineNumber: '2', price: '12.50', itemId: '9' }),
    ];
    const billed = invoice({ lines: [{ ...nameless, poNumber: '7' }] });
    const [line] = shown({ invoice: billed, orders: [order({ lines })] }).lines;
    expect([line?.order, line?.unplaced]).toEqual([null, '2 lines of the order fit it equally']);
  });

  it('shows a price for a thousand as printed and as read', () => {
    const billed = invoice({ lines: [invoiceLine({ quantity: '3500', price: '18.40', total: '64.40' })] });
    const orders = [order({ lines: [orderLine({ quantity: '5000', price: '0.0184' })] })];
    const [line] = shown({ invoice: billed, orders, receipts: [receipt({ quantity: '5000' })] }).lines;
    expect(line?.readings).toEqual([
      {
        kind: 'price_basis',
        words: '18.40 for 1,000',
        says: 'The price of line 1 is for 1000: 3500 at 18.40 for 1000 make EUR 64.40.',
      },
    ]);
    expect(line?.invoice.price).toBe('0.0184');
  });

  it('says what it is where it bills no item', () => {
    const lines = [
      invoiceLine(),
      {
        ...nameless,
        id: '12',
        lineNumber: '2',
        description: 'Freight',
        price: '5.00',
        quantity: '1',
        poNumber: '7',
      },
    ];
    expect(shown({ invoice: invoice({ lines }) }).lines[1]).toMatchObject({
      order: null,
      type: 'freight',
      unplaced: null,
    });
  });
});

describe('an exception of the page', () => {
  const tooMany = {
    orders: [order({ lines: [orderLine({ quantity: '20' })] })],
    receipts: [receipt({ quantity: '15' })],
  };

  it('carries figures, sources, cure and what was tried, its consequences only their cause', () => {
    const { exceptions } = shown(tooMany);
    expect(exceptions).toMatchObject([
      {
        code: 'QTY_OVER_ORDERED',
        title: 'More billed than ordered',
        line: '1',
        expected: '20',
        actual: '25',
        breachAmount: '62.50',
        consequenceOf: null,
        tried: [
          { rung: 'unit_or_basis' },
          { rung: 'order_number' },
          { rung: 'history' },
          { rung: 'ask_owner' },
        ],
      },
      { code: 'QTY_OVER_RECEIVED', consequenceOf: { code: 'QTY_OVER_ORDERED', line: '1' }, tried: [] },
    ]);
    expect(exceptions[0]?.tried[0]).toMatchObject({ title: 'Another unit or price basis', found: 'nothing' });
  });

  it('is shown without what was tried where the agent does not explain', () => {
    expect(shown(tooMany, false).exceptions.map(({ tried }) => tried)).toEqual([[], []]);
    expect(shown(tooMany, false).lines[0]?.carriedBy).toEqual([]);
    for (const other of [undefined, null, 'text', {}, { receipts: [], ladders: [] }]) {
      expect(explanationIn(other)).toBeUndefined();
    }
  });

  it('of two causes of one code each has its own ladder', () => {
    const lines = ['1', '2'].map((at) => ({
      ...nameless,
      id: `1${at}`,
      lineNumber: at,
      poNumber: `99${at}`,
    }));
    const { exceptions } = shown({ invoice: invoice({ lines }) });
    expect(exceptions.map(({ code, line, tried }) => [code, line, tried.length > 0])).toEqual([
      ['PO_INVALID', expect.anything(), true],
      ['PO_INVALID', expect.anything(), true],
    ]);
  });
});
