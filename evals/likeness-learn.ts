import type { Signs } from '#domain/matching/likeness-signs.ts';

/** One pair to learn from. */
export interface Example {
  readonly signs: Signs;
  readonly isMatch: boolean;
}

/** What is learned: points at each knot of each sign, on top of the base. */
export interface Learned {
  readonly base: number;
  readonly points: ReadonlyMap<keyof Signs, readonly number[]>;
}

/** Which way a sign may count: agreement never takes points, contradiction never gives any. */
const DIRECTION: Readonly<Record<keyof Signs, 1 | -1>> = {
  coverLess: 1,
  coverMore: 1,
  oddLess: -1,
  oddMore: -1,
  bestShared: 1,
  alone: 1,
  trigrams: 1,
  trigramCover: 1,
  neighbours: 1,
  firstWord: 1,
  makerAgrees: 1,
  codeAgrees: 1,
  codeClash: -1,
  partAgrees: 1,
  partClash: -1,
  numberClash: -1,
  numberOdd: -1,
  measureAgrees: 1,
  measureClash: -1,
  variantClash: -1,
  variantOdd: -1,
  price: 1,
};

const ROUNDS = 800;
/** Holds the steps of the tables small; tried 3, 10 and 30, which differ by less than 0.005 in F1. */
const RIDGE = 10;
const STEP_START = 1e-5;

/** One sign of all examples: in which cell between two knots each lies, and how far into it. */
interface Column {
  readonly sign: keyof Signs;
  readonly cells: Uint8Array;
  readonly fractions: Float64Array;
}

/**
 * Logistic regression on how far each sign has come from knot to knot, with a ridge, where the points of a sign may
 * only rise (or only fall): accelerated gradient descent, each step followed by setting forbidden steps to zero.
 * Convex and without chance, so everybody gets the same table.
 */
export function learn(examples: readonly Example[], knots: readonly number[]): Learned {
  const columns = (Object.keys(DIRECTION) as (keyof Signs)[]).map((sign) => columnOf(sign, examples, knots));
  const cellCount = knots.length - 1;
  const labels = Float64Array.from(examples, ({ isMatch }) => (isMatch ? 1 : 0));
  let rises = columns.map(() => new Float64Array(cellCount));
  let base = 0;
  let ahead = { rises, base };
  let pace = 1;
  let step = STEP_START;
  let lossBefore = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const slope = slopeAt(ahead, columns, labels);
    if (slope.loss > lossBefore) {
      // Overshot: go on from the last good place, slower.
      [pace, step, lossBefore] = [1, step * 0.7, Number.POSITIVE_INFINITY];
      ahead = { rises, base };
      continue;
    }
    lossBefore = slope.loss;
    const next = columns.map(({ sign }, index) =>
      Float64Array.from(
        ahead.rises[index] ?? [],
        (rise, cell) =>
          DIRECTION[sign] * Math.max(0, DIRECTION[sign] * (rise - step * (slope.rises[index]?.[cell] ?? 0))),
      ),
    );
    const nextBase = ahead.base - step * slope.base;
    const nextPace = (1 + Math.sqrt(1 + 4 * pace * pace)) / 2;
    const carry = (pace - 1) / nextPace;
    ahead = {
      rises: next.map((row, index) =>
        row.map((rise, cell) => rise + carry * (rise - (rises[index]?.[cell] ?? 0))),
      ),
      base: nextBase + carry * (nextBase - base),
    };
    [rises, base, pace, step] = [next, nextBase, nextPace, step * 1.01];
  }
  const points = columns.map(({ sign }, index) => [sign, sums(rises[index] ?? new Float64Array())] as const);
  return {
    base,
    points: new Map(points.filter(([, table]) => table.some((value) => Math.abs(value) >= 0.005))),
  };
}

function columnOf(sign: keyof Signs, examples: readonly Example[], knots: readonly number[]): Column {
  const cellOf = (value: number): number => {
    const next = knots.findIndex((knot, index) => index > 0 && value <= knot);
    return next < 0 ? knots.length - 2 : next - 1;
  };
  const cells = Uint8Array.from(examples, ({ signs }) => cellOf(signs[sign]));
  const fractions = Float64Array.from(examples, ({ signs }, index) => {
    const cell = cells[index] ?? 0;
    const [from = 0, to = 1] = [knots[cell], knots[cell + 1]];
    return (signs[sign] - from) / (to - from);
  });
  return { sign, cells, fractions };
}

interface Place {
  readonly rises: readonly Float64Array[];
  readonly base: number;
}

/** The loss at a place and which way it falls. */
function slopeAt(
  { rises, base }: Place,
  columns: readonly Column[],
  labels: Float64Array,
): Place & { readonly loss: number } {
  const logits = new Float64Array(labels.length).fill(base);
  columns.forEach(({ cells, fractions }, index) => {
    const own = rises[index] ?? new Float64Array();
    const table = sums(own);
    for (let at = 0; at < logits.length; at += 1) {
      const cell = cells[at] ?? 0;
      logits[at] = (logits[at] ?? 0) + (table[cell] ?? 0) + (fractions[at] ?? 0) * (own[cell] ?? 0);
    }
  });
  let loss = 0;
  let baseSlope = 0;
  const errors = logits.map((logit, at) => {
    const label = labels[at] ?? 0;
    loss += Math.log1p(Math.exp(-Math.abs(logit))) + (label === 1 ? Math.max(-logit, 0) : Math.max(logit, 0));
    const error = 1 / (1 + Math.exp(-logit)) - label;
    baseSlope += error;
    return error;
  });
  const slopes = columns.map(({ cells, fractions }, index) => {
    const own = rises[index] ?? new Float64Array();
    const slope = new Float64Array(own.length);
    const reached = new Float64Array(own.length);
    errors.forEach((error, at) => {
      const cell = cells[at] ?? 0;
      slope[cell] = (slope[cell] ?? 0) + error * (fractions[at] ?? 0);
      reached[cell] = (reached[cell] ?? 0) + error;
    });
    // Whoever lies in a later cell has come all the way through this one.
    let later = 0;
    for (let cell = own.length - 1; cell >= 0; cell -= 1) {
      const rise = own[cell] ?? 0;
      loss += (RIDGE / 2) * rise * rise;
      slope[cell] = (slope[cell] ?? 0) + later + RIDGE * rise;
      later += reached[cell] ?? 0;
    }
    return slope;
  });
  return { rises: slopes, base: baseSlope, loss };
}

function sums(rises: Float64Array): number[] {
  let total = 0;
  return [0, ...Array.from(rises, (rise) => (total += rise))];
}
