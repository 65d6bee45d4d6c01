// `npm run evals [-- match]`: how good decisions are, against what was planted.
import { readArguments, wholeNumber, wholeNumbers } from '../tools/arguments.ts';
import { evaluateMatch } from './match.ts';

const { values } = readArguments({
  program: 'npm run evals',
  does: `Decides companies of the sandbox and compares with what was planted in them.

  --seeds 1,2      which companies (default: 1,2)
  --invoices N     how many invoices each (default: 1500)
  --months N       over how many months (default: 12)
  --misses N       how many misses of each sort are told in words (default: 20)
  --whole-way      over HTTP, mirror and database instead of in this process: slow, and the same decisions
  --write-floor    what was reached now is the least from now on`,
  names: ['match'],
  options: {
    seeds: { type: 'string' },
    invoices: { type: 'string' },
    months: { type: 'string' },
    misses: { type: 'string' },
    'whole-way': { type: 'boolean' },
    'write-floor': { type: 'boolean' },
  },
});
const isHeld = await evaluateMatch({
  size: {
    seeds: wholeNumbers('seeds', values.seeds) ?? [1, 2],
    invoices: wholeNumber('invoices', values.invoices) ?? 1_500,
    months: wholeNumber('months', values.months) ?? 12,
  },
  isWholeWay: values['whole-way'] === true,
  isFloorWritten: values['write-floor'] === true,
  missesShown: wholeNumber('misses', values.misses) ?? 20,
  say: (line) => void process.stdout.write(`${line}\n`),
});
process.exit(isHeld ? 0 : 1);
