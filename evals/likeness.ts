import { writeFileSync } from 'node:fs';
import { LIKENESS_THRESHOLD, likeness } from '#domain/matching/likeness.ts';
import { KNOTS } from '#domain/matching/likeness-points.ts';
import { signsOf } from '#domain/matching/likeness-signs.ts';
import { termWeights } from '#domain/matching/likeness-weights.ts';
import { missingFiles, PAIR_SETS, type Pair, type Pairs, readPairs } from './likeness-data.ts';
import { type Example, type Learned, learn } from './likeness-train.ts';

interface Reached {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

interface Judged {
  readonly pair: Pair;
  readonly score: number;
}

const POINTS_FILE = new URL('../src/domain/matching/likeness-points.ts', import.meta.url);

/**
 * How well `likeness` tells pairs of one article from others, on three public sets, next to what TF-IDF with gradient
 * boosting reaches. @returns the exit code: 0, 1 when a set is below its baseline, 2 without the data.
 */
export function evaluateLikeness(options: {
  readonly folder: string | undefined;
  /** Learn the points anew from the training splits, write them, and stop. */
  readonly isTrained: boolean;
  readonly missesShown: number;
  readonly say: (line: string) => void;
}): number {
  const { folder, say } = options;
  if (folder === undefined || folder === '') {
    say('Say where the labelled pairs are: --data FOLDER, or PURSER_EVAL_DATA. The folder holds');
    say(
      `${PAIR_SETS.map(({ name }) => `${name}/dev/train.jsonl.gz`).join(', ')} and valid.jsonl.gz beside each.`,
    );
    return 2;
  }
  const missing = missingFiles(folder);
  if (missing.length > 0) {
    say(`Not there: ${missing.join(', ')}.`);
    return 2;
  }
  if (options.isTrained) return train(folder, say);
  say('set                 pairs  matches  precision  recall     F1  baseline  best threshold here');
  let isHeld = true;
  for (const { name, baselineF1 } of PAIR_SETS) {
    const judged = judge(readPairs(folder, name, 'valid'));
    const reached = reachedAt(judged, LIKENESS_THRESHOLD);
    const best = bestOf(judged);
    const matches = judged.filter(({ pair }) => pair.isMatch).length;
    say(
      `${name.padEnd(18)} ${pad(judged.length, 6)} ${pad(matches, 8)} ${pad(share(reached.precision), 10)} ${pad(share(reached.recall), 7)} ${pad(reached.f1.toFixed(3), 6)} ${pad(baselineF1.toFixed(3), 9)}  ${best.f1.toFixed(3)} at ${best.threshold.toFixed(2)}`,
    );
    isHeld &&= reached.f1 >= baselineF1;
    tellMisses(judged, options.missesShown, say);
  }
  say(`Threshold ${LIKENESS_THRESHOLD} for all sets. ${isHeld ? 'No set' : 'A set'} is below its baseline.`);
  return isHeld ? 0 : 1;
}

function judge({ pairs, weights }: Pairs): Judged[] {
  return pairs.map((pair) => ({ pair, score: likeness(pair.a, pair.b, weights) }));
}

function reachedAt(judged: readonly Judged[], threshold: number): Reached {
  const found = judged.filter(({ score }) => score >= threshold);
  const right = found.filter(({ pair }) => pair.isMatch).length;
  const matches = judged.filter(({ pair }) => pair.isMatch).length;
  return {
    precision: found.length === 0 ? 1 : right / found.length,
    recall: matches === 0 ? 1 : right / matches,
    f1: (2 * right) / Math.max(1, found.length + matches),
  };
}

function bestOf(judged: readonly Judged[]): { readonly threshold: number; readonly f1: number } {
  const tried = Array.from({ length: 81 }, (_, index) => 0.1 + index / 100).map((threshold) => ({
    threshold,
    f1: reachedAt(judged, threshold).f1,
  }));
  return tried.reduce((best, one) => (one.f1 > best.f1 ? one : best));
}

function tellMisses(judged: readonly Judged[], missesShown: number, say: (line: string) => void): void {
  const misses = judged.filter(({ pair, score }) => score >= LIKENESS_THRESHOLD !== pair.isMatch);
  misses.sort((a, b) => Math.abs(b.score - LIKENESS_THRESHOLD) - Math.abs(a.score - LIKENESS_THRESHOLD));
  for (const { pair, score } of misses.slice(0, missesShown)) {
    say(`  ${score.toFixed(3)} ${pair.isMatch ? 'is one article' : 'are two articles'}: ${pair.text}`);
  }
}

function train(folder: string, say: (line: string) => void): number {
  const examples = PAIR_SETS.flatMap(({ name }) => {
    const pairs = readPairs(folder, name, 'train');
    return [...examplesOf(pairs), ...examplesOfFew(pairs)];
  });
  const learned = learn(examples, KNOTS);
  writeFileSync(POINTS_FILE, sourceOf(learned));
  say(
    `Learned from ${examples.length} examples; ${learned.points.size} signs count. Format, then look at F1.`,
  );
  return 0;
}

function examplesOf({ pairs, weights }: Pairs): Example[] {
  return pairs.map(({ a, b, isMatch }) => ({ signs: signsOf(a, b, weights), isMatch }));
}

/** An invoice has few lines, so each pair is learned a second time among as many others as an order has. */
const OTHERS_MAX = 30;

function examplesOfFew({ pairs, lines }: Pairs): Example[] {
  return pairs.map(({ a, b, isMatch }, index) => {
    const start = (index * 7_919) % lines.length;
    const others = lines.slice(start, start + (index % OTHERS_MAX));
    return { signs: signsOf(a, b, termWeights([a, b, ...others])), isMatch };
  });
}

function sourceOf({ base, points }: Learned): string {
  const rows = [...points].map(([sign, table]) => `  ${sign}: [${table.map(round).join(', ')}],`);
  return `import type { Signs } from './likeness-signs.ts';

/** Where the tables have their values: a sign's 0, 0.1 and so on to 1. */
export const KNOTS: readonly number[] = [${KNOTS.join(', ')}];

/** Points of a pair before any sign is looked at, as log-odds. */
export const BASE = ${round(base)};

/**
 * Points of each sign at each knot, as log-odds, learned by \`npm run evals -- likeness --train\`; signs that are not
 * here made no difference. Written by a program: change the signs, not the points.
 */
export const POINTS: Readonly<Partial<Record<keyof Signs, readonly number[]>>> = {
${rows.join('\n')}
};
`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}

function share(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

function pad(value: string | number, width: number): string {
  return String(value).padStart(width);
}
