// `npm run evals [-- match] [-- --misses N --write-floor]`: how good decisions are, against what was planted.
import { readArguments, wholeNumber } from '../tools/arguments.ts';
import { evaluateMatch } from './match.ts';

const { values } = readArguments({
  program: 'npm run evals',
  does: 'Decides companies of the sandbox and compares with what was planted in them.',
  names: ['match'],
  options: { misses: { type: 'string' }, 'write-floor': { type: 'boolean' } },
});
const isHeld = await evaluateMatch({
  isFloorWritten: values['write-floor'] === true,
  missesShown: wholeNumber('misses', values.misses) ?? 40,
  say: (line) => void process.stdout.write(`${line}\n`),
});
process.exit(isHeld ? 0 : 1);
