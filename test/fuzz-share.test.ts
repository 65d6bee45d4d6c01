import { expect, it } from 'vitest';
import { createDice } from '../chaos/dice.ts';
import { callOutBodies, callOutForgeries } from '../fuzz/call-outs.ts';
import { coupaJson } from '../fuzz/coupa-json.ts';
import type { FuzzTarget } from '../fuzz/fuzz-target.ts';
import { gateTotality } from '../fuzz/gate.ts';
import { matchTotality } from '../fuzz/match.ts';
import { separationOfDuties } from '../fuzz/separation-of-duties.ts';

/** A share of `npm run fuzz`, with other inputs each time; the seed in a failure's message gives the same again. */
it.each<[string, FuzzTarget, number]>([
  ['coupa-json', coupaJson, 4_000],
  ['call-out-forgeries', callOutForgeries, 5_000],
  ['call-out-bodies', callOutBodies, 4_000],
  ['gate', gateTotality, 30_000],
  ['match', matchTotality, 1_500],
  ['separation-of-duties', separationOfDuties, separationOfDuties.trials],
])('%s', { timeout: 240_000 }, async (name, target, trials) => {
  const seed = Date.now() % 1_000_000_000;
  const { tried, faults, outcomes } = await target.run(trials, createDice(seed));
  console.info(`${name}: ${tried} tried, seed ${seed}`);
  expect(tried).toBe(trials);
  expect(faults, `again with: npm run fuzz -- ${name} --seed ${seed} --trials ${trials}`).toEqual([]);
  // A run whose inputs all end alike tries nothing.
  expect(Object.keys(outcomes).length).toBeGreaterThan(1);
});
