// `npm run evals [-- match likeness] [-- --misses N …]`: how good decisions are, against what is known to be true.
import { readArguments, wholeNumber, wholeNumbers } from '../tools/arguments.ts';
import { evaluateLikeness } from './likeness.ts';
import { evaluateMatch } from './match.ts';

const { values, names } = readArguments({
  program: 'npm run evals',
  does: `match: decides companies of the sandbox and compares with what was planted in them.

  --seeds 1,2      which companies (default: 1,2)
  --invoices N     how many invoices each (default: 1500)
  --months N       over how many months (default: 12)
  --misses N       how many misses of each sort are told in words (default: 20)
  --whole-way      over HTTP, mirror and database instead of in this process: slow, and the same decisions
  --write-floor    what was reached now is the least from now on

likeness: tells labelled pairs of article descriptions apart.

  --data DIR       where the pairs are (default: PURSER_EVAL_DATA); they do not come with Purser
  --pairs FILE     judges pairs of your own instead: one JSON object a line with left, right and match
  --train          finds the model's points anew`,
  names: ['match', 'likeness'],
  options: {
    seeds: { type: 'string' },
    invoices: { type: 'string' },
    months: { type: 'string' },
    misses: { type: 'string' },
    'whole-way': { type: 'boolean' },
    'write-floor': { type: 'boolean' },
    data: { type: 'string' },
    pairs: { type: 'string' },
    train: { type: 'boolean' },
  },
});
const misses = wholeNumber('misses', values.misses);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const textOf = (value: string | boolean | undefined) => (typeof value === 'string' ? value : undefined);
const folder = textOf(values.data) ?? process.env.PURSER_EVAL_DATA;
const pairsFile = textOf(values.pairs);

const codes: number[] = [];
if (names.length === 0 || names.includes('match')) {
  const isHeld = await evaluateMatch({
    size: {
      seeds: wholeNumbers('seeds', values.seeds) ?? [1, 2],
      invoices: wholeNumber('invoices', values.invoices) ?? 1_500,
      months: wholeNumber('months', values.months) ?? 12,
    },
    isWholeWay: values['whole-way'] === true,
    isFloorWritten: values['write-floor'] === true,
    missesShown: misses ?? 20,
    say,
  });
  codes.push(isHeld ? 0 : 1);
}
// Its pairs do not come with Purser: without them it is left out, unless it was asked for by name.
const hasPairs = folder !== undefined || pairsFile !== undefined;
if (names.includes('likeness') || (names.length === 0 && hasPairs)) {
  const isTrained = values.train === true;
  codes.push(evaluateLikeness({ folder, pairsFile, isTrained, missesShown: misses ?? 0, say }));
}
process.exit(Math.max(...codes));
