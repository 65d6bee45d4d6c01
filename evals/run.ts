// `npm run evals [-- match] [-- --misses N --write-floor]`: how good decisions are, against what was planted.
import { parseArgs } from 'node:util';
import { evaluateMatch } from './match.ts';

const { values, positionals } = parseArgs({
  options: { misses: { type: 'string' }, 'write-floor': { type: 'boolean' } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => name !== 'match');
if (unknown.length > 0) {
  process.stderr.write(`There is no evaluation ${unknown.join(', ')}. There is: match.\n`);
  process.exit(2);
}
const missesShown = Number(values.misses ?? '40');
if (!Number.isInteger(missesShown) || missesShown < 0) {
  process.stderr.write(`--misses: expected a whole number, found "${values.misses}".\n`);
  process.exit(2);
}
const isHeld = await evaluateMatch({
  isFloorWritten: values['write-floor'] === true,
  missesShown,
  say: (line) => void process.stdout.write(`${line}\n`),
});
process.exit(isHeld ? 0 : 1);
