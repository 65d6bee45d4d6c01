// `npm run chaos [-- --kills N --seed S --invoices N]`: the product in processes that are killed at random moments.
import { parseArgs } from 'node:util';
import { runTrial } from './trial.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string' }, seed: { type: 'string' }, invoices: { type: 'string' } },
});
const wholeNumber = (text: string | undefined, fallback: number, name: string): number => {
  if (text === undefined) return fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  process.stderr.write(`--${name}: expected a whole number, found "${text}".\n`);
  process.exit(2);
};
const kills = wholeNumber(values.kills, 300, 'kills');
const seed = wholeNumber(values.seed, Date.now() % 1_000_000_000, 'seed');
const invoices = wholeNumber(values.invoices, 400, 'invoices');

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
