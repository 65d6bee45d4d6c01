import type { Tx } from './database.ts';

/** Rows go in by these counts, so that a handful of prepared statements serves every number of rows. */
const CHUNKS = [64, 16, 4, 1] as const;

/**
 * Inserts many rows with multi-row VALUES in fixed chunks: measured faster than arrays or one JSON argument,
 * and each chunk size is prepared once.
 * @param target unique name of the statement, table with column list: `run (connection_id, agent)`.
 * @param casts SQL type of each column, in order.
 * @param after what follows the values, such as `on conflict do nothing`.
 * @returns the rows of `returning`, if `after` has one.
 */
export async function insertRows(
  tx: Tx,
  target: string,
  casts: readonly string[],
  rows: readonly (readonly unknown[])[],
  after = '',
): Promise<unknown[][]> {
  const answers: Promise<unknown[][]>[] = [];
  let at = 0;
  for (const size of CHUNKS) {
    while (rows.length - at >= size) {
      const chunk = rows.slice(at, at + size);
      const text = statementOf(target, casts, size, after);
      answers.push(tx.queryArrays(text.sql, chunk.flat(), { name: text.name }));
      at += size;
    }
  }
  return (await Promise.all(answers)).flat();
}

const statements = new Map<string, { sql: string; name: string }>();

function statementOf(
  target: string,
  casts: readonly string[],
  size: number,
  after: string,
): { sql: string; name: string } {
  const key = `${target}|${after}|${size}`;
  const known = statements.get(key);
  if (known !== undefined) return known;
  const groups: string[] = [];
  for (let row = 0; row < size; row += 1) {
    const cells = casts.map((cast, column) => `$${row * casts.length + column + 1}::${cast}`);
    groups.push(`(${cells.join(',')})`);
  }
  const sql = `insert into ${target} values ${groups.join(',')} ${after}`;
  const made = { sql, name: `rows_${statements.size}` };
  statements.set(key, made);
  return made;
}
