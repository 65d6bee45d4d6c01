import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKED_AT, compare } from './coupa-verdict.test-data.ts';
import { strictOutcome } from './coupa-verdict.ts';
import { NEXT_STEPS, nextStep } from './next-step.ts';
import { invoiceLine, receipt } from './situation.test-data.ts';

describe('whatever Coupa and Purser find', () => {
  const failures = fc.array(
    fc.record({
      code: fc.constantFrom('unit_price', 'quantity_received', 'quantity_ordered', 'tax', 'lunar', 'amount'),
      resolved: fc.boolean(),
      lineId: fc.constantFrom('11', '12', '99'),
      updatedAt: fc.constantFrom(CHECKED_AT, '2026-03-01T00:00:00.000Z'),
    }),
    { maxLength: 4 },
  );
  const situations = fc.record({
    failures,
    status: fc.constantFrom(...Object.keys(NEXT_STEPS), 'frozen'),
    quantity: fc.constantFrom('25', '90', '120'),
    price: fc.constantFrom('12.50', '12.60', '14'),
    received: fc.constantFrom('0', '24', '100'),
    isOurs: fc.boolean(),
    isPaid: fc.boolean(),
  });
  type Drawn = typeof situations extends fc.Arbitrary<infer T> ? T : never;
  const decide = ({ failures: found, status, quantity, price, received, ...facts }: Drawn) => {
    const second = invoiceLine({ id: '12', lineNumber: '2', quantity: '1' });
    const { match, verdict } = compare({
      failures: found,
      invoice: { status, lines: [invoiceLine({ quantity, price }), second] },
      match: { receipts: [receipt({ quantity: received })] },
    });
    const step = (coupa: typeof verdict | null) => nextStep(status, match, { ...facts, coupa });
    return { match, verdict, with: step(verdict), without: step(null) };
  };

  it('an unresolved finding of Coupa never leads to submitting or approving, nor to asking for a release', () => {
    fc.assert(
      fc.property(situations, (one) => {
        const decided = decide(one);
        if (one.failures.every(({ resolved }) => resolved)) return;
        expect(['submit', 'approve', 'revalidate_and_release']).not.toContain(decided.with);
        expect(strictOutcome(decided.match, decided.verdict).outcome).toBe('exception');
      }),
      { numRuns: 300 },
    );
  });

  it('what Coupa says never makes an exception of ours anything else, and resolved findings change nothing', () => {
    fc.assert(
      fc.property(situations, (one) => {
        const decided = decide(one);
        const isSettled = one.failures.every(({ resolved }) => resolved);
        if (decided.match.outcome === 'exception' || isSettled) {
          expect(decided.with).toBe(decided.without);
          expect(strictOutcome(decided.match, decided.verdict).primary).toBe(decided.match.primary);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('every finding of Coupa and every cause of ours is told, each once', () => {
    fc.assert(
      fc.property(situations, (one) => {
        const { match, verdict } = decide(one);
        const open = one.failures.filter(({ resolved }) => !resolved).length;
        const told = verdict.comparisons.filter(({ failure: found }) => found?.resolved === false);
        expect(told).toHaveLength(open);
        const known = verdict.comparisons.map(({ code }) => code);
        if (!['draft', 'new', 'processing'].includes(one.status)) {
          for (const { code, consequenceOf } of match.exceptions)
            if (consequenceOf === null) expect(known).toContain(code);
        }
      }),
      { numRuns: 300 },
    );
  });
});
