import { describe, expect, it } from 'vitest';
import type { ExactJson } from '#kernel/exact-json.ts';
import { invoice, line, type Situation, verdict } from './clerk-cases.test-data.ts';
import { inCoupasKeys } from './coupa-keys.ts';

const PLAIN: Situation = { invoice: invoice([line()]) };

function underscored(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(underscored);
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key.replaceAll('-', '_'), underscored(value)]),
  );
}

describe('records as another setting of Coupa writes them', () => {
  it('with underscores in their keys are the same records', async () => {
    const tooDear: Situation = { ...PLAIN, invoice: invoice([line({ price: '99.00' })]) };
    for (const situation of [PLAIN, tooDear]) {
      const same = underscored(situation) as Situation;
      expect(await verdict(same)).toEqual(await verdict(situation));
    }
  });

  it('a currency as a word is the currency, and another one is a mismatch', async () => {
    expect(await verdict({ invoice: invoice([line()], { currency: 'EUR' }) })).toEqual(['matched']);
    expect(await verdict({ invoice: invoice([line()], { currency: 'USD' }) })).toEqual([
      'exception',
      'CURRENCY_MISMATCH',
    ]);
  });

  it('a number that stands there in both spellings counts once, as Coupa spells it', () => {
    const read = (json: ExactJson) => inCoupasKeys(json);
    expect(read({ 'po-number': '7', po_number: '8' })).toEqual({ 'po-number': '7' });
    expect(read({ po_number: '8', 'po-number': '7' })).toEqual({ 'po-number': '7' });
    expect(read([{ uom: 'EA', custom_fields: { cost_center: '1' } }])).toEqual([
      { uom: { code: 'EA' }, 'custom-fields': { cost_center: '1' } },
    ]);
    expect(read({ currency: { code: 'EUR' }, uom: '' })).toEqual({ currency: { code: 'EUR' }, uom: '' });
  });
});
