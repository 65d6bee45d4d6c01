import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Described, describeLine, type LineText } from '#domain/matching/likeness-describe.ts';
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

/** An order has few lines, an invoice fewer. */
const OTHERS_MAX = 30;
/** A prime far above any count of lines' divisors, so that neighbours in the file do not share their others. */
const STRIDE = 7_919;

/** The files that are needed and not there. */
export function missingFiles(folder: string): string[] {
  const needed = PAIR_SETS.flatMap(({ name }) => [
    fileOf(folder, name, 'train'),
    fileOf(folder, name, 'valid'),
  ]);
  return needed.filter((file) => !existsSync(file));
}

export function readPairs(folder: string, set: string, split: Split): Pairs {
  return readPairsFile(fileOf(folder, set, split));
}

/** Pairs of a file with one JSON object a line: `left`, `right` and `match`, 0 or 1; packed when it ends in `.gz`. */
export function readPairsFile(file: string): Pairs {
  const lines = new Map<string, Described>();
  const described = (side: Side): Described => {
    const key = JSON.stringify(side);
    const line = lines.get(key) ?? describeLine(lineOf(side));
    lines.set(key, line);
    return line;
  };
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
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

/** The weights as one order would give them: the pair among up to 29 other lines, the same ones each time. */
export function weightsAmongFew({ lines }: Pairs, { a, b }: Pair, index: number): TermWeights {
  const start = (index * STRIDE) % lines.length;
  return termWeights([a, b, ...lines.slice(start, start + (index % OTHERS_MAX))]);
}

function fileOf(folder: string, set: string, split: Split): string {
  return path.join(folder, set, 'dev', `${split}.jsonl.gz`);
}

/** The fields of the three sets as fields of a line; a description beside a name is its details. */
function lineOf({ name, title, description, modelno, manufacturer, brand, price }: Side): LineText {
  const heading = name ?? title;
  return {
    description: heading ?? description ?? '',
    details: heading === undefined ? undefined : description,
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
