// `npm run chaos [-- --kills N --seed S --invoices N]`: the product in processes that are killed at random moments.
import { readArguments, wholeNumber } from '../tools/arguments.ts';
import { runTrial } from './trial.ts';

const { values } = readArguments({
  program: 'npm run chaos',
  does: 'Kills processes of the product at random moments and compares what is left.',
  options: { kills: { type: 'string' }, seed: { type: 'string' }, invoices: { type: 'string' } },
});
const kills = wholeNumber('kills', values.kills) ?? 300;
const seed = wholeNumber('seed', values.seed) ?? Date.now() % 1_000_000_000;
const invoices = wholeNumber('invoices', values.invoices) ?? 400;

process.stdout.write(`chaos: ${kills} kills, seed ${seed}, a company of ${invoices} invoices\n`);
const result = await runTrial({
  kills,
  seed,
  invoices,
  say: (line) => void process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
});
for (const [victim, count] of Object.entries(result.kills).sort()) {
  process.stdout.write(`killed ${victim}: ${count}\n`);
}
for (const [name, value] of Object.entries(result.figures)) process.stdout.write(`${name}: ${value}\n`);
for (const violation of result.violations) process.stdout.write(`VIOLATION ${violation}\n`);
process.stdout.write(`${result.violations.length} violations, seed ${seed}\n`);
process.exit(result.violations.length === 0 ? 0 : 1);
