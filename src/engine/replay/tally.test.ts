import { describe, expect, it } from 'vitest';
import type { Ruling } from '../gate.ts';
import type { Proposal } from '../shapes/proposal.ts';
import { compareProposals } from './compare-proposals.ts';
import { addToTally, emptyTally, type PersonsDecision, type ReplayedRun } from './tally.ts';

const matched: Proposal = {
  headline: 'Submit for approval',
  verdict: 'matched',
  commands: [{ kind: 'invoice.submit', invoiceId: '7' }],
  tasks: [],
  certainty: { basis: 'rule' },
  exposure: { amount: '100.10', currency: 'EUR' },
  atRisk: { amount: '0.00', currency: 'EUR' },
  isNewSupplier: false,
  isReversible: false,
  reasons: [{ text: 'All agrees.', sources: [] }],
  counterfactuals: [],
};
const priceOver: Proposal = {
  ...matched,
  headline: 'Explain: Price too high',
  verdict: 'exception',
  cause: 'PRICE_OVER',
  commands: [{ kind: 'comment.add', invoiceId: '7', text: 'More than 2 %.' }],
  atRisk: { amount: '3.30', currency: 'EUR' },
};
const ask = (): Ruling => ({ ruling: 'ask', because: 'assisted' });
const compare = (before: Proposal, after: Proposal) => compareProposals(before, after, ask);

describe('compareProposals', () => {
  it('takes what is equal in all for the same', () => {
    expect(compare(matched, { ...matched })).toEqual({ kind: 'same' });
  });

  it('takes another limit quoted in a comment for other words', () => {
    const reworded = {
      ...priceOver,
      commands: [{ kind: 'comment.add' as const, invoiceId: '7', text: 'More than 1 %.' }],
      reasons: [],
    };
    expect(compare(priceOver, reworded)).toEqual({ kind: 'words' });
  });

  it('an exception that goes is let through, with what was in doubt', () => {
    expect(compare(priceOver, matched)).toMatchObject({
      kind: 'changed',
      difference: {
        from: { verdict: 'exception', cause: 'PRICE_OVER' },
        to: { verdict: 'matched', cause: null },
        effect: 'let_through',
        exposure: { amount: '100.10', currency: 'EUR' },
        atRisk: { amount: '3.30' },
      },
    });
  });

  it('an exception that comes is stopped, with what would be in doubt', () => {
    expect(compare(matched, priceOver)).toMatchObject({
      difference: { effect: 'stopped', atRisk: { amount: '3.30' } },
    });
  });

  it.each<[string, Partial<Proposal>]>([
    ['another cause', { cause: 'QTY_OVER_RECEIVED' }],
    [
      'a dispute instead of a comment',
      { commands: [{ kind: 'invoice.dispute', invoiceId: '7', reasonCode: 'P', comment: 'x' }] },
    ],
    ['a task beside it', { tasks: [{ title: 't', steps: [], record: 'invoice/7', closesWhenStatus: [] }] }],
  ])('an exception with %s changes and stays one', (_case, change) => {
    expect(compare(priceOver, { ...priceOver, ...change })).toMatchObject({
      kind: 'changed',
      difference: { effect: 'other' },
    });
  });

  it('another dispute reason is another deed, another comment is not', () => {
    const dispute = (reasonCode: string, comment: string): Proposal => ({
      ...priceOver,
      commands: [{ kind: 'invoice.dispute', invoiceId: '7', reasonCode, comment }],
    });
    expect(compare(dispute('P', 'a'), dispute('P', 'b')).kind).toBe('words');
    expect(compare(dispute('P', 'a'), dispute('Q', 'a')).kind).toBe('changed');
  });

  it('another ruling is a change, though the proposal reads the same but for its amount', () => {
    const larger = { ...matched, exposure: { amount: '9000', currency: 'EUR' } };
    const byAmount = ({ exposure }: Proposal): Ruling =>
      exposure?.amount === '9000'
        ? { ruling: 'ask', because: 'exposure' }
        : { ruling: 'act', because: 'policy' };
    expect(compareProposals(matched, larger, byAmount)).toMatchObject({
      difference: { from: { ruling: 'act' }, to: { ruling: 'ask', because: 'exposure' }, effect: 'other' },
    });
  });
});

const run = (before: Proposal, after: Proposal, more: Partial<ReplayedRun> = {}): ReplayedRun => ({
  isCounted: true,
  comparison: compare(before, after),
  person: null,
  wasUnderOtherSettings: true,
  wasByOtherCode: false,
  ...more,
});
const by = (decision: PersonsDecision['decision']): PersonsDecision => ({
  decision,
  by: 'Mia',
  at: '2026-11-20T09:00:00Z',
});
const inYen = (proposal: Proposal): Proposal => ({
  ...proposal,
  exposure: { amount: '5000', currency: 'JPY' },
  atRisk: { amount: '40', currency: 'JPY' },
});
const tallyOf = (...runs: ReplayedRun[]) => addToTally(emptyTally(), runs);

describe('addToTally', () => {
  it('counts by kind, and each transition once', () => {
    const tally = tallyOf(
      run(matched, matched),
      run(priceOver, matched),
      run(priceOver, matched),
      run(matched, priceOver),
    );
    expect(tally).toMatchObject({ counted: 4, same: 1, changed: 3, wordsOnly: 0 });
    expect(tally.transitions.map(({ from, to, count }) => [from.cause, to.verdict, count])).toEqual([
      ['PRICE_OVER', 'matched', 2],
      [null, 'exception', 1],
    ]);
  });

  it('sums each currency for itself, to the last digit', () => {
    const odd = { ...priceOver, atRisk: { amount: '0.1000000000000000000000001', currency: 'EUR' } };
    const tally = tallyOf(run(priceOver, matched), run(odd, matched), run(inYen(priceOver), inYen(matched)));
    expect(tally.letThrough).toEqual({
      count: 3,
      sums: [
        { currency: 'EUR', exposure: '200.2', atRisk: '3.4000000000000000000000001' },
        { currency: 'JPY', exposure: '5000', atRisk: '40' },
      ],
      withoutAmount: 0,
    });
    expect(tally.stopped.count).toBe(0);
  });

  it('counts a credit note by its size, so that it hides no invoice', () => {
    const credit = (proposal: Proposal): Proposal => ({
      ...proposal,
      exposure: { amount: '-100.10', currency: 'EUR' },
    });
    const tally = tallyOf(run(priceOver, matched), run(credit(priceOver), credit(matched)));
    expect(tally.letThrough.sums).toMatchObject([{ exposure: '200.2' }]);
  });

  it('says of how many the amount is unknown', () => {
    const { exposure: _exposure, atRisk: _atRisk, ...unknown } = priceOver;
    const { exposure: _e, atRisk: _a, ...unknownMatched } = matched;
    expect(tallyOf(run(unknown, unknownMatched)).letThrough).toEqual({
      count: 1,
      sums: [],
      withoutAmount: 1,
    });
  });

  it('a change goes against whoever approved the proposal, and with whoever rejected it', () => {
    const { people } = tallyOf(
      run(priceOver, matched, { person: by('approved') }),
      run(priceOver, matched, { person: by('rejected') }),
      run(matched, priceOver, { person: by('approved') }),
      run(matched, priceOver, { person: by('rejected') }),
      run(matched, matched, { person: by('approved') }),
      run(priceOver, { ...priceOver, cause: 'TAX_OVER' }, { person: by('approved') }),
    );
    expect(people.decided).toBe(6);
    expect(people.letThroughAgainst.count).toBe(1);
    expect(people.letThroughAsWished.count).toBe(1);
    expect(people.stoppedAgainst.count).toBe(1);
    expect(people.stoppedAsWished.count).toBe(1);
  });

  it('a run that a newer one replaced counts for what the person decided, and for nothing else', () => {
    const tally = tallyOf(run(priceOver, matched, { isCounted: false, person: by('approved') }));
    expect(tally).toMatchObject({ counted: 0, changed: 0, letThrough: { count: 0 } });
    expect(tally.people.letThroughAgainst.count).toBe(1);
  });

  it('a difference under the same settings and code is unexplained', () => {
    const so = { wasUnderOtherSettings: false, wasByOtherCode: false };
    const tally = tallyOf(
      run(priceOver, matched, so),
      run(matched, matched, so),
      run(priceOver, matched, { ...so, wasByOtherCode: true }),
    );
    expect(tally).toMatchObject({ unexplained: 1, underOtherSettings: 0, byOtherCode: 1 });
  });

  it('counts what cannot be read, and leaves what it was given alone', () => {
    const before = tallyOf(run(priceOver, matched));
    const text = JSON.stringify(before);
    const after = addToTally(before, [
      run(matched, matched, { comparison: { kind: 'unreadable', why: 'gone' } }),
    ]);
    expect(after).toMatchObject({ counted: 2, unreadable: 1 });
    expect(JSON.stringify(before)).toBe(text);
  });
});
