import { refuse } from '../refusal.ts';
import { type Cell, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';

/** An attachment has what its type says: a file, a text or an address. */
export function settleAttachment(work: Work, row: Row): Row {
  assertContent(row);
  if (textOf(row, 'owner') !== '') work.note(textOf(row, 'owner'), 'attachment added');
  return row;
}

export function assertContent(cells: Readonly<Record<string, Cell>>): void {
  const type = String(cells.type ?? '');
  if (!['file', 'text', 'url'].includes(type)) refuse('attachment', 'Type is not included in the list');
  if (!cells[type]) refuse('attachment', `${type} can't be blank`);
}
