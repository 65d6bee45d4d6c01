import { textOf } from '../row.ts';
import type { Work } from '../state.ts';

/** Another row of the table with the same text in the field, the row itself left aside. */
export function isTaken(work: Work, table: string, field: string, value: string, exceptId: string): boolean {
  for (const row of work.rows(table)) {
    if (row.id !== exceptId && textOf(row, field).toLowerCase() === value.toLowerCase()) return true;
  }
  return false;
}
