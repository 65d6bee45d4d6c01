import { existsSync } from 'node:fs';
import { LIKENESS_THRESHOLD, likeness } from '#domain/matching/likeness.ts';
import { likenessWhy } from '#domain/matching/likeness-why.ts';
import {
  missingFiles,
  PAIR_SETS,
  type Pair,
  type Pairs,
  readPairs,
  readPairsFile,
  weightsAmongFew,
} from './likeness-data.ts';
import { trainLikeness } from './likeness-train.ts';

type Say = (line: string) => void;

interface Reached {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

interface Judged {
  readonly pair: Pair;
  readonly score: number;
}

/**
 * How well `likeness` tells pairs of one article from others, next to what TF-IDF with gradient boosting reaches.
 * @returns the exit code: 0, 1 when a set is below its baseline, 2 without the data.
 */
export function evaluateLikeness(options: {
  /** Where the three public sets are. */
  readonly folder: string | undefined;
  /** Labelled pairs of one's own, judged instead of the three sets. */
  readonly pairsFile: string | undefined;
  /** Learn the points anew from the training splits before measuring on the others. */
  readonly isTrained: boolean;
  readonly missesShown: number;
  readonly say: Say;
}): number {
  const { folder, pairsFile, missesShown, say } = options;
  const missing = whatIsMissing(folder, pairsFile);
  if (missing !== undefined) {
    say(missing);
    return 2;
  }
  if (options.isTrained && folder !== undefined) {
    trainLikeness(folder, say);
    say('The points are written. Run again without --train to measure them.');
    return 0;
  }
  say(
    'set                 pairs  matches  precision  recall     F1  baseline  few lines  best F1 at threshold',
  );
  if (pairsFile !== undefined) {
    measure({ name: 'own pairs', pairs: readPairsFile(pairsFile) }, missesShown, say);
    return 0;
  }
  const isHeld = PAIR_SETS.map(({ name, baselineF1 }) => {
    const pairs = readPairs(folder ?? '', name, 'valid');
    return measure({ name, pairs, baselineF1 }, missesShown, say) >= baselineF1;
  });
  say(
    `Threshold ${LIKENESS_THRESHOLD} for all. ${isHeld.includes(false) ? 'A set' : 'No set'} is below its baseline.`,
  );
  return isHeld.includes(false) ? 1 : 0;
}

function whatIsMissing(folder: string | undefined, pairsFile: string | undefined): string | undefined {
  if (pairsFile !== undefined) return existsSync(pairsFile) ? undefined : `Not there: ${pairsFile}.`;
  if (folder === undefined || folder === '') {
    const files = PAIR_SETS.map(({ name }) => `${name}/dev/{train,valid}.jsonl.gz`);
    return `Say with --data or PURSER_EVAL_DATA which folder holds ${files.join(', ')}.`;
  }
  const files = missingFiles(folder);
  return files.length === 0 ? undefined : `Not there: ${files.join(', ')}.`;
}

/** Prints one row. @returns the F1 at our threshold. */
function measure(
  { name, pairs, baselineF1 }: { readonly name: string; readonly pairs: Pairs; readonly baselineF1?: number },
  missesShown: number,
  say: Say,
): number {
  const judged = pairs.pairs.map((pair) => ({ pair, score: likeness(pair.a, pair.b, pairs.weights) }));
  const amongFew = pairs.pairs.map((pair, index) => ({
    pair,
    score: likeness(pair.a, pair.b, weightsAmongFew(pairs, pair, index)),
  }));
  const { precision, recall, f1 } = reachedAt(judged, LIKENESS_THRESHOLD);
  const best = bestOf(judged);
  const cells = [
    String(judged.length).padStart(6),
    String(judged.filter(({ pair }) => pair.isMatch).length).padStart(8),
    percent(precision).padStart(10),
    percent(recall).padStart(7),
    f1.toFixed(3).padStart(6),
    (baselineF1?.toFixed(3) ?? '').padStart(9),
    reachedAt(amongFew, LIKENESS_THRESHOLD).f1.toFixed(3).padStart(10),
    ` ${best.f1.toFixed(3)} at ${best.threshold.toFixed(2)}`,
  ];
  say(`${name.padEnd(18)} ${cells.join(' ')}`);
  tellMisses(judged, pairs, missesShown, say);
  return f1;
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

/** The threshold that would have been best on these very pairs: how much one threshold for all costs. */
function bestOf(judged: readonly Judged[]): { readonly threshold: number; readonly f1: number } {
  const tried = Array.from({ length: 81 }, (_, index) => 0.1 + index / 100).map((threshold) => ({
    threshold,
    f1: reachedAt(judged, threshold).f1,
  }));
  return tried.reduce((best, one) => (one.f1 > best.f1 ? one : best));
}

/** The most certain mistakes first. */
function tellMisses(judged: readonly Judged[], { weights }: Pairs, missesShown: number, say: Say): void {
  const misses = judged
    .filter(({ pair, score }) => score >= LIKENESS_THRESHOLD !== pair.isMatch)
    .sort((a, b) => Math.abs(b.score - LIKENESS_THRESHOLD) - Math.abs(a.score - LIKENESS_THRESHOLD));
  for (const { pair, score } of misses.slice(0, missesShown)) {
    const truth = pair.isMatch ? 'one article' : 'two articles';
    say(`  ${score.toFixed(2)} ${truth} (${likenessWhy(pair.a, pair.b, weights)}): ${pair.text}`);
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
