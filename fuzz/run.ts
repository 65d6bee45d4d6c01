// `npm run fuzz [-- NAME… --trials N --seed S]`: promises tried with very many inputs.
import { createDice } from '../chaos/dice.ts';
import { readArguments, wholeNumber } from '../tools/arguments.ts';
import { auditBits } from './audit-bits.ts';
import { callOutBodies, callOutForgeries } from './call-outs.ts';
import { coupaJson } from './coupa-json.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { gateTotality } from './gate.ts';
import { matchTotality } from './match.ts';
import { matchPromises } from './match-promises.ts';
import { separationOfDuties } from './separation-of-duties.ts';
import { tenantIsolation } from './tenants.ts';

const TARGETS: Readonly<Record<string, FuzzTarget>> = {
  'coupa-json': coupaJson,
  'call-out-forgeries': callOutForgeries,
  'call-out-bodies': callOutBodies,
  gate: gateTotality,
  match: matchTotality,
  'match-promises': matchPromises,
  'separation-of-duties': separationOfDuties,
  tenants: tenantIsolation,
  'audit-bits': auditBits,
};

const { values, names } = readArguments({
  program: 'npm run fuzz',
  does: 'Tries promises with very many inputs.',
  names: Object.keys(TARGETS),
  options: { trials: { type: 'string' }, seed: { type: 'string' } },
});
const trials = wholeNumber('trials', values.trials);
const seed = wholeNumber('seed', values.seed) ?? Date.now() % 1_000_000_000;

let faults = 0;
process.stdout.write(`seed ${seed}\n`);
for (const [name, target] of Object.entries(TARGETS)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const started = performance.now();
  process.stdout.write(`\n${name}: ${target.promise}\n`);
  const result = await target.run(trials ?? target.trials, createDice(seed));
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  const outcomes = Object.entries(result.outcomes).sort(([, a], [, b]) => b - a);
  process.stdout.write(`  ${result.tried} tried in ${seconds} s, ${result.faults.length} faults\n`);
  process.stdout.write(`  ${outcomes.map(([outcome, count]) => `${outcome} ${count}`).join(', ')}\n`);
  for (const fault of result.faults) process.stdout.write(`  FAULT ${fault.slice(0, 2_000)}\n`);
  faults += result.faults.length;
}
process.stdout.write(faults === 0 ? '\nEvery promise held.\n' : `\n${faults} faults, seed ${seed}\n`);
process.exit(faults === 0 ? 0 : 1);
