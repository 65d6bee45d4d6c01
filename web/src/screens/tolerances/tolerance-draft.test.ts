import { describe, expect, it } from 'vitest';
import type { ToleranceDocument } from '../../api/contract.ts';
import {
  figureFault,
  isChanged,
  newRule,
  positionsOf,
  type ToleranceDraft,
  toDocument,
  toDraft,
} from './tolerance-draft.ts';

const DOCUMENT: ToleranceDocument = {
  format: 1,
  name: 'Group',
  currency: 'EUR',
  rates: { JPY: '160.5' },
  limits: { priceOver: { mode: 'cap', rate: '0.02', amount: '50' }, priceUnder: { mode: 'unlimited' } },
  scoped: [
    { name: 'Nord', supplierIds: ['5'], limits: {}, documentCap: '400', from: '2026-12-01' },
    { units: ['KG'], limits: { quantityOverReceived: { mode: 'rate', rate: '0.005' } } },
  ],
  rounding: { perLine: '0.01', max: '0.05', maxWithoutDecimals: '1.00' },
  documentCap: '250',
  orderToDateOver: { mode: 'cap', rate: '0.01', amount: '1000' },
  daysOutsideTerm: '14',
  fxOver: { mode: 'rate', rate: '0.01' },
};

const draft = toDraft(DOCUMENT);
const changed = (change: Partial<ToleranceDraft>) => toDocument({ ...draft, ...change });

describe('a draft of tolerances', () => {
  it('comes back as the document it was', () => {
    expect(toDocument(draft)).toEqual(DOCUMENT);
    expect(isChanged(draft, DOCUMENT)).toBe(false);
  });

  it('takes percents and amounts as people type them', () => {
    const { limits } = changed({
      limits: { ...draft.limits, priceOver: { mode: 'cap', percent: '2,5 %', amount: '1.050,00' } },
    });
    expect(limits.priceOver).toEqual({ mode: 'cap', rate: '0.025', amount: '1050.00' });
  });

  it('keeps only the figures that the mode uses', () => {
    const { limits } = changed({
      limits: { ...draft.limits, priceOver: { mode: 'rate', percent: '2', amount: '50' } },
    });
    expect(limits.priceOver).toEqual({ mode: 'rate', rate: '0.02' });
  });

  it('sends what cannot be read as it was typed, so that nothing is made of it', () => {
    const { limits, documentCap } = changed({
      limits: {
        ...draft.limits,
        priceOver: { mode: 'rate', percent: '', amount: '' },
        documentCap: { mode: 'amount', percent: '', amount: 'much' },
      },
    });
    expect([limits.priceOver, documentCap]).toEqual([{ mode: 'rate', rate: '' }, 'much']);
  });

  it('leaves out what is left out', () => {
    const { daysOutsideTerm, fxOver, rates, currency } = changed({
      daysOutsideTerm: '0',
      fxOver: { mode: 'unlimited', percent: '1', amount: '' },
      rates: [],
      currency: ' ',
    });
    expect([daysOutsideTerm, fxOver, rates, currency]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('has rules that can be added, taken out and put back', () => {
    const [first, second] = draft.rules;
    if (first === undefined || second === undefined) throw new Error('The document has two rules.');
    const without = { ...draft, rules: [{ ...first, isRemoved: true }, second] };
    expect(toDocument(without).scoped).toEqual(DOCUMENT.scoped.slice(1));
    expect(isChanged(without, DOCUMENT)).toBe(true);
    expect([...positionsOf(without.rules)]).toEqual([[second.key, 0]]);
    expect(isChanged({ ...draft, rules: [...draft.rules, newRule()] }, DOCUMENT)).toBe(true);
  });
});

describe('a figure', () => {
  it.each([
    ['2', 'percent', true],
    ['2,5', 'percent', true],
    ['', 'percent', false],
    ['-2', 'percent', false],
    ['two', 'percent', false],
    ['50.00', 'amount', true],
    ['0', 'amount', true],
    [' ', 'amount', false],
    ['-1', 'amount', false],
  ] as const)('%j as %s can be read: %s', (typed, what, isRight) => {
    expect(figureFault(typed, what) === undefined).toBe(isRight);
  });

  it('that is blank is told that zero has to be written', () => {
    expect(figureFault('', 'percent')).toContain('0 allows nothing');
  });
});
