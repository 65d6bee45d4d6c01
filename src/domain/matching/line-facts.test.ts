import { describe, expect, it } from 'vitest';
import type { Invoice, InvoiceLine } from '../records/invoice.ts';
import { compareNatural, lineFactsOf, quantityTaken } from './line-facts.ts';
import { lineTypeOf } from './line-type.ts';
import { invoice, invoiceLine } from './situation.test-data.ts';

const read = (lines: readonly Partial<InvoiceLine>[], head: Partial<Invoice> = {}) =>
  lineFactsOf(invoice({ lines: lines.map((each) => invoiceLine(each)), ...head })).map((facts) => {
    const { number, quantity, price, amount, isCredit } = facts;
    return `${number}: ${quantity?.toFixed()} at ${price?.toFixed()} is ${amount?.toFixed()}${isCredit ? ' back' : ''}, takes ${quantityTaken(facts).toFixed()}`;
  });
const credit = { documentType: 'credit_note' } as const;

describe('what a line bills', () => {
  it.each<[name: string, read: readonly string[], expected: readonly string[]]>([
    ['price times quantity', read([{}]), ['1: 25 at 12.5 is 312.5, takes 25']],
    ['its total, where it has one', read([{ total: '312.49' }]), ['1: 25 at 12.5 is 312.49, takes 25']],
    [
      'a sum, which takes no pieces',
      read([{ kind: 'amount', price: '99.00' }]),
      ['1: undefined at 99 is 99, takes 0'],
    ],
    ['given back by its quantity', read([{ quantity: '-2' }]), ['1: -2 at 12.5 is -25 back, takes -2']],
    [
      'given back by its price: no pieces',
      read([{ price: '-0.50' }]),
      ['1: 25 at -0.5 is -12.5 back, takes 0'],
    ],
    [
      'half a piece, given back by its price',
      read([{ quantity: '0.5', price: '-1.00' }]),
      ['1: 0.5 at -1 is -0.5 back, takes 0'],
    ],
    [
      'given back of the price, as it says',
      read([{ quantity: '-2', adjustmentType: 'Price' }]),
      ['1: -2 at 12.5 is -25 back, takes 0'],
    ],
    [
      'billed more of the price, as it says: pieces all the same',
      read([{ adjustmentType: 'price' }]),
      ['1: 25 at 12.5 is 312.5, takes 25'],
    ],
    ['two minuses are a plus', read([{ quantity: '-2', price: '-3.00' }]), ['1: 2 at 3 is 6, takes 2']],
    [
      'two minuses with a total of less than nothing are none',
      read([{ quantity: '-2', price: '-3.00', total: '-6.00' }]),
      ['1: -2 at -3 is -6 back, takes -2'],
    ],
    [
      'a credit note without any minus',
      read([{ quantity: '2' }], credit),
      ['1: -2 at 12.5 is -25 back, takes -2'],
    ],
    [
      'a credit note with one minus somewhere means what it says',
      read([{ quantity: '2' }, { lineNumber: '2', quantity: '-1' }], credit),
      ['1: 2 at 12.5 is 25, takes 2', '2: -1 at 12.5 is -12.5 back, takes -1'],
    ],
    [
      'in the order of the numbers',
      read([{ lineNumber: '10' }, { lineNumber: '2' }]).map((text) => text.slice(0, 3)),
      ['2: ', '10:'],
    ],
    [
      'of one number in the order of the ids',
      read([
        { id: '12', quantity: '2' },
        { id: '9', quantity: '1' },
      ]),
      ['1: 1 at 12.5 is 12.5, takes 1', '1: 2 at 12.5 is 25, takes 2'],
    ],
    [
      'without a number the place counts',
      read([{ lineNumber: '' }, { lineNumber: '', id: '12' }]).map((text) => text.slice(0, 2)),
      ['1:', '2:'],
    ],
  ])('%s', (_name, found, expected) => {
    expect(found).toEqual(expected);
  });
});

describe('numbers as people order them', () => {
  it.each([
    ['2', '10', -1],
    ['10', '2', 1],
    ['7', '8', -1],
    ['8', '7', 1],
    ['7', '7', 0],
    ['007', '7', 0],
    ['007', '08', -1],
    ['008', '07', 1],
    ['A2', 'A10', 1],
    ['A', 'B', -1],
    ['A', 'A', 0],
    ['2', 'A', -1],
    ['A', '10', 1],
    ['100000000000000000001', '99999999999999999999', 1],
  ])('%s beside %s', (a, b, expected) => {
    expect(Math.sign(compareNatural(a, b))).toBe(expected);
  });
});

describe('what a line is about by its words', () => {
  const ten = 'Freight for the nine words that stand here with it';
  it.each<[text: string, type: string | undefined]>([
    ['', undefined],
    ['Freight', 'freight'],
    ['FRACHTKOSTEN', 'freight'],
    ['Deposit for freight', 'deposit'],
    ['Gewährleistungseinbehalt', 'retainage'],
    ['Öresavrundning', 'rounding'],
    ['Versandkosten', 'freight'],
    ['Früchtetee', undefined],
    ['Freighter model', undefined],
    [ten, 'freight'],
    [`${ten} too`, undefined],
    [`${'x'.repeat(392)} freight`, 'freight'],
    [`${'x'.repeat(393)} freight`, undefined],
  ])('%s', (text, type) => {
    expect(lineTypeOf(text)).toBe(type);
    // Once read it is remembered, and means the same.
    expect(lineTypeOf(text)).toBe(type);
  });

  it('however many texts were read before', () => {
    for (let at = 0; at < 4_100; at += 1) expect(lineTypeOf(`Freight ${at}`)).toBe('freight');
  });
});
