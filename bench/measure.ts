/** One figure of a benchmark, with the goal it is held against. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `atLeast` or `atMost`; undefined for figures that only explain others. */
  readonly goal?: { readonly kind: 'atLeast' | 'atMost'; readonly value: number };
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** @param share 0.99 for the 99th percentile. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Milliseconds the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function holds(figure: Figure): boolean | undefined {
  if (figure.goal === undefined) return undefined;
  return figure.goal.kind === 'atLeast'
    ? figure.value >= figure.goal.value
    : figure.value <= figure.goal.value;
}

export function print(figure: Figure): void {
  const verdict = holds(figure);
  const mark = verdict === undefined ? ' ' : verdict ? '✓' : '✗';
  const goal =
    figure.goal === undefined
      ? ''
      : `  goal ${figure.goal.kind === 'atLeast' ? '≥' : '≤'} ${figure.goal.value}`;
  const value = Math.abs(figure.value) >= 100 ? Math.round(figure.value).toString() : figure.value.toFixed(3);
  process.stdout.write(
    `${mark} ${figure.name}: ${value} ${figure.unit}${goal}${figure.note ? `  (${figure.note})` : ''}\n`,
  );
}
