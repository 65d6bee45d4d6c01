import type { ApprovalRow, CauseCount } from '../../api/contract.ts';
import { NO_CAUSE } from '../../ui/format/words.ts';

/** What a line of the table shows: a row, or the head of a group of one cause. */
export type QueueItem =
  | { readonly kind: 'row'; readonly row: ApprovalRow; readonly index: number }
  | {
      readonly kind: 'group';
      readonly code: string;
      readonly title: string;
      readonly count: number | undefined;
    };

export function causeCode(row: Pick<ApprovalRow, 'cause'>): string {
  return row.cause ?? NO_CAUSE;
}

/** Rows as table lines; by cause, each run of one cause has a head. Rows must already be in that order. */
export function toItems(
  rows: readonly ApprovalRow[],
  isGrouped: boolean,
  counts: readonly CauseCount[],
): readonly QueueItem[] {
  const items: QueueItem[] = [];
  rows.forEach((row, index) => {
    const before = rows[index - 1];
    if (isGrouped && (before === undefined || before.causeTitle !== row.causeTitle)) {
      const counted = counts.find(({ code, title }) => code === causeCode(row) && title === row.causeTitle);
      items.push({ kind: 'group', code: causeCode(row), title: row.causeTitle, count: counted?.count });
    }
    items.push({ kind: 'row', row, index });
  });
  return items;
}

/** The row to show after one is decided: the next that is still open, else the one before it. */
export function rowAfter(
  rows: readonly ApprovalRow[],
  id: string,
  isLeft: (id: string) => boolean,
): ApprovalRow | undefined {
  const at = rows.findIndex((row) => row.id === id);
  const isThere = (row: ApprovalRow) => row.id !== id && !isLeft(row.id);
  return rows.slice(at + 1).find(isThere) ?? rows.slice(0, Math.max(at, 0)).findLast(isThere);
}
