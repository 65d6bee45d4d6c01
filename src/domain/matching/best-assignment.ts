import { assignCheapest } from './hungarian.ts';
import { FITTING_SCORE_MIN } from './score-pair.ts';

/** Closer than that, two ways of assigning are equally good, and neither is chosen. */
export const MARGIN_MIN = 0.1;

/** For so many rows each pair is tried without; for more the row alone has to tell. */
const MARGIN_ROWS_MAX = 40;

interface Margin {
  /** What would be lost if the pair were forbidden. */
  readonly margin: number;
  /** True when nothing is lost only because another invoice line would take the place, and this one had none. */
  readonly isContested: boolean;
}

export function marginOf(
  matrix: readonly (readonly number[])[],
  { row, column, total }: { readonly row: number; readonly column: number; readonly total: number },
): Margin {
  const own = matrix[row] ?? [];
  const score = own[column] ?? 0;
  const others = own.map((value, index) => (index === column ? 0 : value));
  if (matrix.length > MARGIN_ROWS_MAX) {
    const margin = score - Math.max(0, ...others);
    const isContested = matrix.some((values, at) => at !== row && (values[column] ?? 0) > score - MARGIN_MIN);
    return isContested ? { margin: 0, isContested: margin >= MARGIN_MIN } : { margin, isContested };
  }
  const without = bestOf(matrix.map((values, at) => (at === row ? others : values)));
  const otherwise = others[without.columns[row] ?? -1] ?? 0;
  return {
    margin: Math.min(1, Math.max(0, total - without.total)),
    isContested: otherwise < score - MARGIN_MIN,
  };
}

/** The assignment of the greatest score; a pair below what fits counts as none. */
export function bestOf(matrix: readonly (readonly number[])[]): {
  columns: readonly number[];
  total: number;
} {
  const width = matrix[0]?.length ?? 0;
  // A column of its own for every row means: no place.
  const cost = matrix.map((values) => [
    ...values.map((value) => (value < FITTING_SCORE_MIN ? 0 : -value)),
    ...matrix.map(() => 0),
  ]);
  const columns = assignCheapest(cost).map((column) => (column < width ? column : -1));
  const total = columns.reduce((all, column, row) => {
    const value = matrix[row]?.[column] ?? 0;
    return all + (value < FITTING_SCORE_MIN ? 0 : value);
  }, 0);
  return { columns, total };
}
