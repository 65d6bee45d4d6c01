import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../records/invoice.ts';
import { foundOn, foundSentence } from './found-by.ts';
import type { LineMatch } from './match-result.ts';
import { invoice, invoiceLine, order, orderLine, situation } from './situation.test-data.ts';
import { matchInvoice } from './three-way-match.ts';

/** The line of an invoice that names no order line, as matched with order 4711. */
function matched(change: Partial<InvoiceLine>, orderLines = [orderLine()]): LineMatch | undefined {
  const { orderLineId: _named, ...rest } = invoiceLine();
  const billed = invoice({ lines: [{ ...rest, ...change }] });
  const orders = [order({ poNumber: '4711', lines: orderLines })];
  return matchInvoice(situation({ invoice: billed, orders })).lines[0];
}

const said = (line: LineMatch | undefined) => (line === undefined ? undefined : foundSentence(line));
const two = [
  orderLine(),
  orderLine({ id: '72', lineNumber: '2', description: 'Shaft seal 35x50', price: '1.15' }),
];

describe('how a line was found', () => {
  it('is not told where the invoice names the line', () => {
    expect(said(matched({ orderLineId: '71' }))).toBeUndefined();
    expect(said(matched({ poNumber: '4711', orderLineNumber: '1' }))).toBeUndefined();
  });

  it('is told with the number written otherwise, even where the line number is named', () => {
    expect(said(matched({ poNumber: 'PO 4711', orderLineNumber: '1' }))).toBe(
      'Line 1 was found on order 4711 line 1: the order by its number, written otherwise, the line by its number.',
    );
  });

  it('names what the line was told by', () => {
    expect(said(matched({ poNumber: '4711' }, two))).toBe(
      'Line 1 was found on order 4711 line 1 by item, part number or description.',
    );
  });

  it('says how far the next best was behind', () => {
    const like = {
      ...(matched({ poNumber: '4711' }, two) as LineMatch),
      foundBy: { order: 'exact', line: 'likeness' },
    } as const;
    expect(foundSentence({ ...like, assignmentMargin: 0.384 })).toBe(
      'Line 1 was found on order 4711 line 1 by description and price; the next best is 0.38 of 1 behind.',
    );
    expect(foundSentence({ ...like, assignmentMargin: 1 })).toContain('; no other line comes near.');
  });

  it('names a delivery note once, and all order lines that are billed together', () => {
    const line = matched({ poNumber: '4711' }, two) as LineMatch;
    const delivered = {
      ...line,
      foundBy: { order: 'reference', line: 'reference' },
      pooled: ['1', '2'],
    } as const;
    expect(foundOn(delivered)).toBe(
      'on order 4711 lines 1 and 2 by a delivery note, a match reference or the invoice that is credited',
    );
  });

  it('tells order and line apart where two things led there', () => {
    const line = matched({ poNumber: '4711' }, two) as LineMatch;
    expect(foundOn({ ...line, foundBy: { order: 'reference', line: 'identity' } })).toBe(
      'on order 4711 line 1: the order by a delivery note, a contract or the number the supplier gave it, the line by item, part number or description',
    );
    expect(foundOn({ ...line, foundBy: { order: 'search', line: 'reference' } })).toContain(
      ': the order by a search',
    );
  });

  it('keeps the numbers of interchangeable order lines', () => {
    const alike = [orderLine(), orderLine({ id: '72', lineNumber: '2' })];
    expect(matched({ poNumber: '4711' }, alike)?.pooled).toEqual(['1', '2']);
    expect(matched({ poNumber: '4711' }, two)?.pooled).toBeUndefined();
  });
});
