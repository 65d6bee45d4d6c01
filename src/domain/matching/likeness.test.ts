import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_PAIRS } from './likeness.test-data.ts';
import { LIKENESS_THRESHOLD, likeness } from './likeness.ts';
import { describeLine, type LineText } from './likeness-describe.ts';
import { termWeights } from './likeness-weights.ts';
import { likenessWhy } from './likeness-why.ts';

/** Reached when it was written: 0.95. */
const F1_FLOOR = 0.92;

const textRule = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.lorem());
const lineRule = fc.record(
  {
    description: textRule,
    details: textRule,
    partNumber: textRule,
    maker: textRule,
    price: fc.oneof(textRule, fc.constantFrom('0', '1.50', '-3', '9'.repeat(38))),
  },
  { requiredKeys: ['description'] },
);

function scored(a: LineText, b: LineText): number {
  const [one, other] = [describeLine(a), describeLine(b)];
  return likeness(one, other, termWeights([one, other]));
}

function text(description: string, price?: string): LineText {
  return { description, price };
}

describe('whatever the text', () => {
  it('is between 0 and 1, the same both ways, and can be explained', () => {
    fc.assert(
      fc.property(lineRule, lineRule, (a, b) => {
        const score = scored(a, b);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(scored(b, a)).toBe(score);
        const lines = [describeLine(a), describeLine(b)] as const;
        expect(likenessWhy(...lines, termWeights(lines))).not.toBe('');
      }),
    );
  });

  it('is near 1 for a line and itself', () => {
    fc.assert(
      fc.property(lineRule, (line) => {
        const hasText = /[\p{L}\p{N}]/u.test(line.description.normalize('NFKD'));
        fc.pre(hasText);
        expect(scored(line, line)).toBeGreaterThan(0.98);
        expect(scored(line, line)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('nothing written is like nothing', () => {
    expect(scored(text(''), text(''))).toBeLessThan(0.05);
  });

  it('a book in the description costs as much as its first words', () => {
    const book = describeLine({
      description: 'word1 x2y '.repeat(500_000),
      details: 'no end a1b2c3 '.repeat(500_000),
      partNumber: '9'.repeat(1_000_000),
      maker: 'many words '.repeat(100_000),
    });
    const different = Array.from({ length: 10_000 }, (_, index) => `w${index}`).join(' ');
    const wide = describeLine({ description: different, details: different });
    expect(wide.words.length).toBeLessThanOrEqual(48);
    expect(wide.wideWords.length).toBeLessThanOrEqual(48 + 160);
    expect(likeness(book, wide, termWeights([book, wide]))).toBeLessThan(0.05);
  });
});

describe('in words of accounts payable', () => {
  it(`tells articles apart with an F1 of at least ${F1_FLOOR}`, () => {
    const pairs = LINE_PAIRS.map((pair) => ({
      ...pair,
      a: describeLine(pair.invoice),
      b: describeLine(pair.order),
    }));
    const weights = termWeights(pairs.map(({ b }) => b));
    const found = pairs.filter(({ a, b }) => likeness(a, b, weights) >= LIKENESS_THRESHOLD);
    const right = found.filter(({ isSame }) => isSame).length;
    const f1 = (2 * right) / (found.length + pairs.filter(({ isSame }) => isSame).length);
    expect(f1).toBeGreaterThanOrEqual(F1_FLOOR);
  });

  it.each([
    ['Freight', 'FREIGHT '],
    ['Câble réseau Cat6', 'CABLE RESEAU CAT6'],
    ['Bürostuhl schwarz', 'schwarz, Bürostuhl'],
  ])('%s and %s are the same text', (a, b) => {
    expect(scored(text(a), text(b))).toBeGreaterThan(0.98);
  });

  it('a point makes another number', () => {
    expect(scored(text('Canister 1.5 l'), text('Canister 15 l'))).toBeLessThan(LIKENESS_THRESHOLD);
    expect(scored(text('Canister 1.5 l'), text('Canister 1,50 l'))).toBeGreaterThan(0.98);
  });

  it('the same text at a third of the price is another edition rather than the same', () => {
    expect(scored(text('Screen protector', '30.00'), text('Screen protector', '10.00'))).toBeLessThan(0.5);
    expect(scored(text('Screen protector', '30.00'), text('Screen protector', '28.00'))).toBeGreaterThan(
      0.98,
    );
  });

  it.each([
    ['a nearer price', text('Desk lamp LED', '40'), text('Lamp for desk', '39'), text('Lamp for desk', '12')],
    ['the same thread', text('Schraube M8x40'), text('Screw M8 x 40'), text('Screw M8 x 50')],
    ['the same volume', text('Rotwein 0,75 l'), text('Red wine 750 ml'), text('Red wine 1 l')],
    ['the same screen', text('Monitor 21.5 inch'), text("Monitor 21,5 ''"), text('Monitor 24 inch')],
    [
      'the same version',
      text('Office 2007 upgrade'),
      text("Office '07 upgrade"),
      text('Office 2010 upgrade'),
    ],
    ['the same colour', text('Folder blue'), text('Folder, bleu'), text('Folder, rouge')],
    ['a typo', text('Hydraulic hose'), text('Hydraulik hose'), text('Garden hose')],
    ['an abbreviation', text('Schrb verzinkt'), text('Schraube verzinkt'), text('Mutter verzinkt')],
    ['one word or two', text('backpack grey'), text('back pack grey'), text('hand bag grey')],
  ])('%s makes two lines more alike', (_, line, nearer, farther) => {
    const [a, b, c] = [describeLine(line), describeLine(nearer), describeLine(farther)];
    const weights = termWeights([a, b, c]);
    expect(likeness(a, b, weights)).toBeGreaterThan(likeness(a, c, weights));
  });

  it('text, part number and price together leave no doubt', () => {
    const line: LineText = { description: 'Bearing SKF 6204-2RS', partNumber: '6204-2RS', price: '5.20' };
    expect(scored(line, { ...line, description: '6204-2RS bearing by SKF' })).toBeGreaterThan(0.98);
    expect(scored(line, { ...line, description: '6204-2RS bearing by SKF' })).toBeLessThanOrEqual(1);
  });

  it('part numbers agree however they are written, and those that differ outweigh the same text', () => {
    const line: LineText = { description: 'Filter element', partNumber: '00-4711.A' };
    expect(scored(line, { ...line, partNumber: '004711a' })).toBeGreaterThan(0.98);
    expect(scored(line, { ...line, partNumber: '4712-A' })).toBeLessThan(LIKENESS_THRESHOLD);
  });
});

describe('in words', () => {
  function why(a: LineText, b: LineText): string {
    const lines = [describeLine(a), describeLine(b)] as const;
    return likenessWhy(...lines, termWeights(lines));
  }

  it.each([
    [
      { description: 'Filter element short', partNumber: '47-11', price: '10' },
      { description: 'Element for filter', partNumber: '4711', price: '10.00' },
      'part number agrees; 2 of 3 words; price equal',
    ],
    [
      text('Toner CF259X', '149'),
      text('HP CF-259X toner', '140'),
      'both have cf259x; 2 of 2 words; price 6 % apart',
    ],
    [text('Toner CF259X'), text('Toner CF410X'), 'cf259x is not cf410x; 1 of 2 words'],
    [text('Wine 1 l red'), text('Wine 0.75 l white'), '2 of 4 words; colour differs; volume differs'],
    [text('Suite 2006'), text('Suite 2007'), '1 of 2 words; numbers differ'],
    [text('Freight'), text('freight'), 'the same text'],
    [text('Freight'), text('Chair'), 'nothing in common'],
    [
      { description: 'Seal', partNumber: 'a1' },
      { description: 'Gasket', partNumber: 'a2' },
      'part numbers differ',
    ],
  ])('%j and %j: %s', (a, b, said) => {
    expect(why(a, b)).toBe(said);
  });
});
