import { assert } from '#kernel/errors.ts';

/** What the compiler cannot rule out, reading outside an array, would show in every cost. */
const OUTSIDE = Number.NaN;

/**
 * The cheapest one-to-one assignment of rows to columns (Hungarian method with potentials, rows × columns², after
 * Kuhn and Munkres). There must be at least as many columns as rows; every cost must be finite.
 * @returns the column of each row; of two columns that cost the same all in all, a row that comes alone gets the first.
 */
export function assignCheapest(cost: readonly (readonly number[])[]): readonly number[] {
  const rows = cost.length;
  const columns = cost[0]?.length ?? rows;
  // It would look for a free column for ever.
  assert(columns >= rows, `an assignment needs a column for each row: ${rows} rows, ${columns} columns`);
  // Index 0 is the method's imaginary row and column. (equivalent: what lies beyond the last is never read.)
  const [height, width] = [rows + 1, columns + 1];
  const rowPotential = new Float64Array(height);
  const columnPotential = new Float64Array(width);
  const rowOfColumn = new Int32Array(width);
  const cameFrom = new Int32Array(width);
  for (let row = 1; row <= rows; row += 1) {
    rowOfColumn[0] = row;
    let column = 0;
    const slack = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
    const visited = new Uint8Array(width);
    do {
      visited[column] = 1;
      const current = rowOfColumn[column] ?? OUTSIDE;
      let step = Number.POSITIVE_INFINITY;
      let next = column;
      for (let at = 1; at <= columns; at += 1) {
        if (visited[at] === 1) continue;
        const reduced =
          (cost[current - 1]?.[at - 1] ?? OUTSIDE) -
          (rowPotential[current] ?? OUTSIDE) -
          (columnPotential[at] ?? OUTSIDE);
        // equivalent: of two ways that cost the same either may be taken.
        if (reduced < (slack[at] ?? OUTSIDE)) {
          slack[at] = reduced;
          cameFrom[at] = column;
        }
        if ((slack[at] ?? OUTSIDE) < step) {
          step = slack[at] ?? OUTSIDE;
          next = at;
        }
      }
      for (let at = 0; at <= columns; at += 1) {
        if (visited[at] === 1) {
          const owner = rowOfColumn[at] ?? OUTSIDE;
          rowPotential[owner] = (rowPotential[owner] ?? OUTSIDE) + step;
          columnPotential[at] = (columnPotential[at] ?? OUTSIDE) - step;
        } else slack[at] = (slack[at] ?? OUTSIDE) - step;
      }
      column = next;
    } while (rowOfColumn[column] !== 0);
    while (column !== 0) {
      const before = cameFrom[column] ?? OUTSIDE;
      rowOfColumn[column] = rowOfColumn[before] ?? OUTSIDE;
      column = before;
    }
  }
  // The last index of each: index 0 still has the row that came last.
  return cost.map((_costs, at) => rowOfColumn.lastIndexOf(at + 1) - 1);
}
