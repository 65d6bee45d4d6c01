import type { Finding, LineRow } from '../../api/contract.ts';

/** The cells of a line that a finding can be about. */
export type Cell = 'quantity' | 'price' | 'amount' | 'received';

/** How a cell is marked: red when it needs a decision, teal when the difference is tolerated. */
export function cellMark(findings: readonly Finding[], cell: Cell): 'exception' | 'within' | undefined {
  const about = findings.filter(({ cells }) => cells.includes(cell));
  if (about.length === 0) return undefined;
  return about.some(({ tolerated }) => !tolerated) ? 'exception' : 'within';
}

/** Lines that carry a finding, in their order. Charges without an order are among them only when something is said. */
export function linesInQuestion(lines: readonly LineRow[]): readonly LineRow[] {
  return lines.filter(({ findings }) => findings.length > 0);
}

/** What stands under a finding's title: what differs, and against which limit. */
export function findingNote({ text, limit }: Finding): string {
  if (limit === null) return text;
  if (text === '') return `limit ${limit}`;
  return text.endsWith('.') ? `${text} Limit ${limit}.` : `${text}, limit ${limit}`;
}

/** `Three-way, by receipt` from the mode's code. */
export function modeWords(mode: string | null): string {
  if (mode === null) return '';
  return MODES[mode] ?? mode.replaceAll('_', ' ');
}

const MODES: Readonly<Record<string, string>> = {
  none: 'No match needed',
  '2-way': 'Two-way, against the order',
  '3-way': 'Three-way, against order and receipts',
  '3-way-fifo': 'Three-way, oldest receipts first',
  direct_matching: 'Direct, against chosen receipts',
};
