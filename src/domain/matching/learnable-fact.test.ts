import { describe, expect, it } from 'vitest';
import { consequenceOf, contradict, factId, factInWords, plainFact } from './learnable-fact.ts';
import type { LearnableFact } from './memory.ts';

type Conversion = Extract<LearnableFact, { kind: 'conversion' }>;
const crates = (differs: Partial<Conversion> = {}): Conversion => ({
  kind: 'conversion',
  supplierId: '7',
  from: 'CS',
  to: 'EA',
  factor: '24',
  partNumber: null,
  proof: '5 CS at 42.00 are 120 EA at 1.75.',
  ...differs,
});
const called: LearnableFact = {
  kind: 'cross_reference',
  supplierId: '7',
  theirs: 'KL-6204',
  ours: '6204-2RS',
  proof: 'Same price, same quantity.',
};
const written: LearnableFact = {
  kind: 'order_number_form',
  supplierId: '7',
  before: 'A/',
  after: '-1',
  proof: 'Three invoices do.',
};

describe('a fact', () => {
  it('is one, however its units and numbers are written and by whatever it was proven', () => {
    const id = factId(crates());
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(factId(crates({ from: ' cs ', factor: '24.00', proof: 'Another.' }))).toBe(id);
    expect(factId(crates({ factor: '12' }))).not.toBe(id);
    expect(factId(crates({ partNumber: 'P-1' }))).not.toBe(id);
    expect(factId(crates({ supplierId: '8' }))).not.toBe(id);
    expect(factId(crates({ factor: '240' }))).not.toBe(id);
  });

  it.each<[LearnableFact, string, string]>([
    [crates(), '1 CS = 24 EA', 'The next invoices of this supplier are compared with 1 CS = 24 EA.'],
    [
      crates({ partNumber: 'P-1', factor: '0.50' }),
      '1 CS = 0.5 EA for P-1',
      'The next invoices of this supplier are compared with 1 CS = 0.5 EA for P-1.',
    ],
    [
      called,
      '“KL-6204” is our 6204-2RS',
      'The next invoices of this supplier that bill “KL-6204” are compared with 6204-2RS.',
    ],
    [
      written,
      'Order 4711 is written A/4711-1',
      'The next invoices of this supplier that write A/4711-1 find order 4711.',
    ],
  ])('is told in words, with what it changes', (learnable, words, consequence) => {
    expect(factInWords(plainFact(learnable))).toBe(words);
    expect(consequenceOf(plainFact(learnable))).toBe(consequence);
  });
});

describe('two conversions', () => {
  const against = (differs: Partial<Conversion>) =>
    contradict(plainFact(crates()), plainFact(crates(differs)));
  it.each<[string, Partial<Conversion>, boolean]>([
    ['of another factor', { factor: '12' }, true],
    ['the other way round, the same', { from: 'EA', to: 'CS', factor: '0.041666667' }, false],
    ['the other way round, another', { from: 'EA', to: 'CS', factor: '0.05' }, true],
    ['the same', {}, false],
    ['of another unit', { from: 'BX', factor: '12' }, false],
    ['for one part beside all', { partNumber: 'P-1', factor: '12' }, false],
    ['of another supplier', { supplierId: '8', factor: '12' }, false],
  ])('%s', (_case, differs, expected) => {
    expect(against(differs)).toBe(expected);
  });

  it('are nothing to facts of another kind', () => {
    expect(contradict(plainFact(crates()), plainFact(called))).toBe(false);
    expect(contradict(plainFact(written), plainFact(crates()))).toBe(false);
  });
});
