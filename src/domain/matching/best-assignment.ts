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
  // equivalent: the column is one of the row's.
  const score = own[column] ?? 0;
  const others = own.map((value, index) => (index === column ? 0 : value));
  if (matrix.length > MARGIN_ROWS_MAX) {
    const margin = score - Math.max(0, ...others);
    const nearly = score - MARGIN_MIN;
    // equivalent: every row has the column.
    const isContested = matrix.some((values, at) => at !== row && (values[column] ?? 0) > nearly);
    // equivalent: no two doubles of that size are a tenth apart to the last bit.
    return isContested ? { margin: 0, isContested: margin >= MARGIN_MIN } : { margin, isContested };
  }
  const without = bestOf(matrix.map((values, at) => (at === row ? others : values)));
  const otherwise = others[without.columns[row] ?? -1] ?? 0;
  return { margin: total - without.total, isContested: otherwise < score - MARGIN_MIN };
}

/**
 * The assignment of the greatest score. A pair below what fits counts as none.
 * @returns the column of each row, -1 for none.
 */
export function bestOf(matrix: readonly (readonly number[])[]): {
  columns: readonly number[];
  total: number;
} {
  const fits = (value: number | undefined) => value !== undefined && value >= FITTING_SCORE_MIN;
  // A column of its own for every row means: no place.
  const cost = matrix.map((values) => [
    // equivalent: what does not fit is no place whatever it costs, as long as nothing is gained by it.
    ...values.map((value) => (fits(value) ? -value : 0)),
    // equivalent: as many rows are without a place however the others are given out.
    ...matrix.map(() => 0),
  ]);
  const columns = assignCheapest(cost).map((column, row) => (fits(matrix[row]?.[column]) ? column : -1));
  const total = columns.reduce((all, column, row) => all + (matrix[row]?.[column] ?? 0), 0);
  return { columns, total };
}
