/**
 * The cheapest one-to-one assignment of rows to columns (Hungarian method with potentials, rows × columns², after
 * Kuhn and Munkres). There must be at least as many columns as rows; every cost must be finite.
 * @returns the column of each row.
 */
export function assignCheapest(cost: readonly (readonly number[])[]): readonly number[] {
  const rows = cost.length;
  const columns = cost[0]?.length ?? 0;
  // Index 0 is the method's imaginary row and column.
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOfColumn = new Int32Array(columns + 1);
  const cameFrom = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row += 1) {
    rowOfColumn[0] = row;
    let column = 0;
    const slack = new Float64Array(columns + 1).fill(Number.POSITIVE_INFINITY);
    const visited = new Uint8Array(columns + 1);
    do {
      visited[column] = 1;
      const current = rowOfColumn[column] ?? 0;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let at = 1; at <= columns; at += 1) {
        if (visited[at] === 1) continue;
        const reduced =
          (cost[current - 1]?.[at - 1] ?? 0) - (rowPotential[current] ?? 0) - (columnPotential[at] ?? 0);
        if (reduced < (slack[at] ?? 0)) {
          slack[at] = reduced;
          cameFrom[at] = column;
        }
        if ((slack[at] ?? 0) < step) {
          step = slack[at] ?? 0;
          next = at;
        }
      }
      for (let at = 0; at <= columns; at += 1) {
        if (visited[at] === 1) {
          const owner = rowOfColumn[at] ?? 0;
          rowPotential[owner] = (rowPotential[owner] ?? 0) + step;
          columnPotential[at] = (columnPotential[at] ?? 0) - step;
        } else slack[at] = (slack[at] ?? 0) - step;
      }
      column = next;
    } while (rowOfColumn[column] !== 0);
    while (column !== 0) {
      const before = cameFrom[column] ?? 0;
      rowOfColumn[column] = rowOfColumn[before] ?? 0;
      column = before;
    }
  }
  const assigned = new Array<number>(rows).fill(-1);
  for (let at = 1; at <= columns; at += 1) {
    const row = rowOfColumn[at] ?? 0;
    if (row > 0) assigned[row - 1] = at - 1;
  }
  return assigned;
}
