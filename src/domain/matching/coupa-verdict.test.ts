import { describe, expect, it } from 'vitest';
import {
  compare,
  failure,
  first,
  NOTHING_RECEIVED,
  TOO_DEAR,
  type Told,
  told,
} from './coupa-verdict.test-data.ts';
import { strictOutcome } from './coupa-verdict.ts';
import { NEXT_STEPS, nextStep } from './next-step.ts';
import { invoiceLine } from './situation.test-data.ts';

describe('Coupa and Purser agree', () => {
  it.each<[string, Told, unknown[]]>([
    ['the price is too high, line by line', { ...TOO_DEAR, failures: [failure()] }, ['1', 'PRICE_OVER']],
    [
      'nothing has been received',
      { ...NOTHING_RECEIVED, failures: [failure({ code: 'quantity_received' })] },
      ['1', 'RECEIPT_MISSING'],
    ],
    [
      'a finding of Coupa on the document is the same on any line',
      { ...NOTHING_RECEIVED, failures: [{ code: 'quantity_received', resolved: false }] },
      [null, 'RECEIPT_MISSING'],
    ],
    [
      'a finding of Purser on the document is the same on any line',
      { invoice: { shippingAmount: '80' }, failures: [failure({ code: 'shipping_amount' })] },
      ['1', 'FREIGHT_OVER'],
    ],
    [
      'an amount too high, because the price is',
      { ...TOO_DEAR, failures: [failure({ code: 'line_amount' })] },
      ['1', 'PRICE_OVER'],
    ],
  ])('%s', (_case, input, [line, code]) => {
    expect(told(input)).toEqual([['agreed', line, code, null]]);
    expect(compare(input).verdict.holds).toBeNull();
    expect(first(input)?.reason).toBeNull();
  });

  it('and the same cause on another line is another finding', () => {
    const lines = [invoiceLine({ price: '13.50' }), invoiceLine({ id: '12', lineNumber: '2' })];
    expect(told({ invoice: { lines }, failures: [failure({ lineId: '12' })] })).toEqual([
      ['coupa_only', '2', 'PRICE_OVER', 'no_difference'],
      ['purser_only', '1', 'PRICE_OVER', 'limit_stricter'],
    ]);
  });
});

describe('what is resolved in Coupa', () => {
  const resolved = failure({ resolved: true, resolution: 'manual' });

  it('is settled when Purser finds nothing either, and holds nothing', () => {
    const { verdict, match } = compare({ failures: [resolved] });
    expect(told({ failures: [resolved], invoice: { status: 'pending_approval' } })).toEqual([
      ['resolved', '1', 'PRICE_OVER', null],
    ]);
    expect(verdict.holds).toBeNull();
    expect(strictOutcome(match, verdict)).toEqual({ outcome: 'matched', primary: null });
  });

  it('stands when Purser still finds it', () => {
    expect(told({ ...TOO_DEAR, failures: [resolved] })).toEqual([
      ['purser_only', '1', 'PRICE_OVER', 'resolved_in_coupa'],
    ]);
  });

  it('hides nothing that came again', () => {
    expect(told({ failures: [resolved, failure({ id: '2' })] })).toEqual([
      ['coupa_only', '1', 'PRICE_OVER', 'no_difference'],
    ]);
    expect(told({ failures: [resolved, failure({ code: 'line_price' })] }).map(([kind]) => kind)).toEqual([
      'coupa_only',
      'resolved',
    ]);
    expect(
      told({ failures: [resolved, { code: 'unit_price', resolved: false }] }).map(([kind]) => kind),
    ).toEqual(['coupa_only', 'resolved']);
  });

  it('and a finding that is printed on header and line is told once', () => {
    expect(told({ failures: [failure({ id: '2' }), failure({ id: '2' })] })).toHaveLength(1);
    expect(told({ failures: [failure(), failure()] })).toHaveLength(2);
  });
});

describe('Coupa holds and names no tolerance', () => {
  it.each(['pending_receipt', 'pending_action', 'ap_hold', 'on_hold', 'booking_hold'])('%s', (status) => {
    const { verdict } = compare({ invoice: { status } });
    expect(verdict.comparisons.map(({ kind, code, doubt }) => [kind, code, doubt])).toEqual([
      ['coupa_only', null, 'status_only'],
    ]);
    expect(verdict.holds).toBeNull();
    expect(
      compare({ invoice: { status }, ...NOTHING_RECEIVED }).verdict.comparisons.map(({ kind }) => kind),
    ).toEqual(['purser_only']);
  });

  it('a resolved tolerance does not explain the hold, an open one does', () => {
    const kinds = (resolved: boolean) =>
      told({ failures: [failure({ resolved })] }).map(([, , , doubt]) => doubt);
    expect(kinds(true)).toEqual([null, 'status_only']);
    expect(kinds(false)).toEqual(['no_difference']);
  });

  it.each(['draft', 'pending_approval', 'approved', 'disputed', 'constructor'])('%s is no hold', (status) => {
    expect(told({ invoice: { status } })).toEqual([]);
  });
});

describe('what follows when Coupa alone objects', () => {
  const input: Told = { failures: [failure()] };
  it.each(Object.keys(NEXT_STEPS).filter((status) => !status.includes(' ')))('%s', (status) => {
    for (const isOurs of [true, false]) {
      for (const isPaid of [true, false]) {
        const { match, verdict } = compare({ ...input, invoice: { status } });
        const key =
          status === 'pending_approval' && isOurs
            ? 'pending_approval (ours)'
            : status === 'approved' && isPaid
              ? 'approved (paid)'
              : status;
        expect(nextStep(status, match, { isOurs, isPaid, coupa: verdict })).toBe(NEXT_STEPS[key]?.coupa);
      }
    }
  });

  it('is what follows from our own finding where there is one', () => {
    const { match, verdict } = compare({
      ...NOTHING_RECEIVED,
      failures: [failure()],
    });
    expect(verdict.holds).toBe('PRICE_OVER');
    expect(nextStep('pending_receipt', match, { isOurs: false, isPaid: false, coupa: verdict })).toBe(
      'ask_for_receipt',
    );
    expect(strictOutcome(match, verdict)).toEqual({ outcome: 'exception', primary: 'RECEIPT_MISSING' });
  });

  it('is the usual when Coupa agrees, or has nothing to say', () => {
    const { match } = compare({});
    expect(nextStep('draft', match, { isOurs: false, isPaid: false, coupa: null })).toBe('submit');
    expect(strictOutcome(match, null)).toEqual({ outcome: 'matched', primary: null });
  });
});
