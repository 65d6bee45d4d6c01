import fc from 'fast-check';
import { MATCH_PROMISES, propertyOf } from '../src/domain/matching/match-promises.test-data.ts';
import { createTally, type FuzzTarget } from './fuzz-target.ts';

/** The promises that `npm test` tries a hundred and fifty times each. */
export const matchPromises: FuzzTarget = {
  promise: 'Order, splits, stricter policies and further deliveries change a match only the way they may.',
  trials: 20_000,
  async run(trials, dice) {
    const tally = createTally();
    let tried = 0;
    for (const promise of MATCH_PROMISES) {
      const seed = dice.between(1, 1_000_000_000);
      const details = fc.check(propertyOf(promise), { numRuns: trials, seed });
      tried += details.numRuns;
      tally.count(details.failed ? `broken: ${promise.name}` : 'held');
      if (!details.failed) continue;
      const words = details.errorInstance instanceof Error ? details.errorInstance.message : '';
      tally.fault(`${promise.name} (seed ${seed}): ${words} ${JSON.stringify(details.counterexample)}`);
    }
    return tally.result(tried);
  },
};
