import { writeFileSync } from 'node:fs';
import { KNOTS } from '#domain/matching/likeness-points.ts';
import { signsOf } from '#domain/matching/likeness-signs.ts';
import { PAIR_SETS, type Pairs, readPairs, weightsAmongFew } from './likeness-data.ts';
import { type Example, type Learned, learn } from './likeness-learn.ts';

const POINTS_FILE = new URL('../src/domain/matching/likeness-points.ts', import.meta.url);

/** Learns the points from the training splits, all three together, and writes them into the product. */
export function trainLikeness(folder: string, say: (line: string) => void): void {
  const examples = PAIR_SETS.flatMap(({ name }) => examplesOf(readPairs(folder, name, 'train')));
  const learned = learn(examples, KNOTS);
  writeFileSync(POINTS_FILE, sourceOf(learned));
  say(`Learned from ${examples.length} examples; ${learned.points.size} signs count.`);
}

/** Each pair twice: among all lines of its set, and among as few as an order has. */
function examplesOf(all: Pairs): Example[] {
  return all.pairs.flatMap((pair, index) =>
    [all.weights, weightsAmongFew(all, pair, index)].map((weights) => ({
      signs: signsOf(pair.a, pair.b, weights),
      isMatch: pair.isMatch,
    })),
  );
}

function sourceOf({ base, points }: Learned): string {
  const rows = [...points].map(([sign, table]) => `  ${sign}: [${table.map(round).join(', ')}],`);
  return `import type { Signs } from './likeness-signs.ts';

/** Where the tables have their values: a sign's 0, 0.1 and so on to 1. */
export const KNOTS: readonly number[] = [${KNOTS.join(', ')}];

/** Points of a pair before any sign is looked at, as log-odds. */
export const BASE = ${round(base)};

/**
 * Points of each sign at each knot, as log-odds, learned by \`npm run evals -- likeness --train\`; a sign that is not
 * here made no difference. Written by a program: change the signs, not the points.
 */
export const POINTS: Readonly<Partial<Record<keyof Signs, readonly number[]>>> = {
${rows.join('\n')}
};
`;
}

/** Two decimals; never minus zero. */
function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}
