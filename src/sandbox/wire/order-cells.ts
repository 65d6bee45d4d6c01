import { compare, readDecimal } from '../amount.ts';
import { type Cell, compareIds } from '../row.ts';

/** How two cells of a field follow each other in a list; what is empty comes first. */
export function orderCells(a: Cell | undefined, b: Cell | undefined, kind: string): number {
  const isEmpty = (cell: Cell | undefined) => cell === null || cell === undefined || cell === '';
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) ? (isEmpty(b) ? 0 : -1) : 1;
  const [x, y] = [String(a), String(b)];
  if (kind === 'id' || kind === 'ref') return compareIds(x, y);
  if (kind === 'decimal' || kind === 'float' || kind === 'integer') {
    // Most pairs differ by more than a float loses, and very many are compared.
    const [p, q] = [Number(x), Number(y)];
    if (Math.abs(p - q) > 1e-6 * Math.max(Math.abs(p), Math.abs(q))) return p - q;
    return compare(readDecimal(x) ?? '0', readDecimal(y) ?? '0');
  }
  return x < y ? -1 : x > y ? 1 : 0;
}
