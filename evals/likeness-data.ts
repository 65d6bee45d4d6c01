import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Described, describe, type LineText } from '#domain/matching/likeness-describe.ts';
import { type TermWeights, termWeights } from '#domain/matching/likeness-weights.ts';

/** A public set of labelled pairs, with what TF-IDF and gradient boosting reach on it. */
export interface PairSet {
  readonly name: string;
  readonly baselineF1: number;
}

export const PAIR_SETS: readonly PairSet[] = [
  { name: 'er-amazon-google', baselineF1: 0.637 },
  { name: 'er-walmart-amazon', baselineF1: 0.716 },
  { name: 'er-abt-buy', baselineF1: 0.721 },
];

export interface Pair {
  readonly a: Described;
  readonly b: Described;
  readonly isMatch: boolean;
  /** As it stands in the file, for a person who looks at a miss. */
  readonly text: string;
}

export interface Pairs {
  readonly pairs: readonly Pair[];
  readonly lines: readonly Described[];
  /** Counted over all lines of the split, as the product counts over the order lines of a supplier. */
  readonly weights: TermWeights;
}

type Split = 'train' | 'valid';
type Side = Readonly<Record<string, string>>;

/** The files that are needed and not there. */
export function missingFiles(folder: string): string[] {
  const needed = PAIR_SETS.flatMap(({ name }) => [
    fileOf(folder, name, 'train'),
    fileOf(folder, name, 'valid'),
  ]);
  return needed.filter((file) => !existsSync(file));
}

export function readPairs(folder: string, set: string, split: Split): Pairs {
  const lines = new Map<string, Described>();
  const described = (side: Side): Described => {
    const key = JSON.stringify(side);
    const line = lines.get(key) ?? describe(lineOf(side));
    lines.set(key, line);
    return line;
  };
  const text = gunzipSync(readFileSync(fileOf(folder, set, split))).toString('utf8');
  const pairs = text
    .trim()
    .split('\n')
    .map((row) => {
      const { left, right, match } = JSON.parse(row) as { left: Side; right: Side; match: number };
      return {
        a: described(left),
        b: described(right),
        isMatch: match === 1,
        text: `${wordsOf(left)}  <>  ${wordsOf(right)}`,
      };
    });
  const all = [...lines.values()];
  return { pairs, lines: all, weights: termWeights(all) };
}

function fileOf(folder: string, set: string, split: Split): string {
  return path.join(folder, set, 'dev', `${split}.jsonl.gz`);
}

/** The fields of the three sets as fields of a line. */
function lineOf({ name, title, description, modelno, manufacturer, brand, price }: Side): LineText {
  return {
    description: name ?? title ?? '',
    details: description,
    partNumber: modelno,
    maker: manufacturer ?? brand,
    price,
  };
}

function wordsOf(side: Side): string {
  return Object.values(side)
    .filter((value) => value !== '')
    .map((value) => value.slice(0, 80))
    .join(' | ');
}
