// `npm run evals [-- match likeness] [-- --misses N …]`: how good decisions are, against what is known to be true.
import { readArguments, wholeNumber } from '../tools/arguments.ts';
import { evaluateLikeness } from './likeness.ts';
import { evaluateMatch } from './match.ts';

const MISSES_SHOWN = 40;

const { values, names } = readArguments({
  program: 'npm run evals',
  does: 'match: decides companies of the sandbox and compares with what was planted in them.\nlikeness: tells labelled pairs of article descriptions apart; the pairs are in the folder of --data or PURSER_EVAL_DATA, or in the file of --pairs.',
  names: ['match', 'likeness'],
  options: {
    misses: { type: 'string' },
    'write-floor': { type: 'boolean' },
    data: { type: 'string' },
    pairs: { type: 'string' },
    train: { type: 'boolean' },
  },
});
const missesShown = wholeNumber('misses', values.misses);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const textOf = (value: string | boolean | undefined) => (typeof value === 'string' ? value : undefined);
const folder = textOf(values.data) ?? process.env.PURSER_EVAL_DATA;
const pairsFile = textOf(values.pairs);

const codes: number[] = [];
if (names.length === 0 || names.includes('match')) {
  const isFloorWritten = values['write-floor'] === true;
  const isHeld = await evaluateMatch({ isFloorWritten, missesShown: missesShown ?? MISSES_SHOWN, say });
  codes.push(isHeld ? 0 : 1);
}
// Its pairs do not come with Purser: without them it is left out, unless it was asked for by name.
const hasPairs = folder !== undefined || pairsFile !== undefined;
if (names.includes('likeness') || (names.length === 0 && hasPairs)) {
  const isTrained = values.train === true;
  codes.push(evaluateLikeness({ folder, pairsFile, isTrained, missesShown: missesShown ?? 0, say }));
}
process.exit(Math.max(...codes));
