import { compare } from '../amount.ts';
import type { ActionInput, SaveContext } from '../catalogue/resource.ts';
import { refuse } from '../refusal.ts';
import { type Cell, decimalOf, type Row, textOf } from '../row.ts';
import type { Work } from '../state.ts';
import { askApprovers, withDuty } from './approval-chain.ts';

const MODEL = 'contract';
/** What a plain PUT may set the status to; the others are reached by verbs and approvals. */
const BY_PUT: Readonly<Record<string, readonly string[]>> = {
  draft: ['published', 'inactive'],
  approved: ['published', 'inactive'],
  published: ['inactive'],
  inactive: ['published', 'draft'],
};
const BEGINNINGS = ['draft', 'published', 'inactive'];
/** What may be changed of a contract in force without `update_published`. */
const ASIDE = ['status', 'custom-fields', 'content-groups', 'taggings', 'published-date'];
const FIXED = ['published', 'completed', 'pending_approval'];

export function settleContract(work: Work, row: Row, { before, changes }: SaveContext): Row {
  assertTerms(row);
  const from = textOf(before, 'status');
  const to = textOf(row, 'status');
  if (!before && !BEGINNINGS.includes(to)) refuse(MODEL, `Status ${to} is not reached by creating`);
  if (before && from !== to && !BY_PUT[from]?.includes(to)) {
    refuse(MODEL, `Contract in status ${from} can't become ${to}`);
  }
  const changed = changes.find(({ path, field }) => !ASIDE.includes(path.split('/')[0] || field));
  if (changed && FIXED.includes(from)) {
    refuse(MODEL, `Contract in status ${from} can't be changed: ${changed.field}`);
  }
  if (from !== to && before) work.note(`contracts:${row.id}`, `moved to ${to}`);
  return dated(work, row, from);
}

function dated(work: Work, row: Row, from: string): Row {
  if (row.status !== 'published' || from === 'published') return row;
  return { ...row, 'published-date': row['published-date'] ?? work.now };
}

function assertTerms(row: Row): void {
  const begin = textOf(row, 'start-date');
  const end = textOf(row, 'end-date');
  if (begin !== '' && end !== '' && end < begin) refuse(MODEL, "End date can't be before start date");
  for (const [low, high] of [
    ['minimum-value', 'maximum-value'],
    ['min-commit', 'max-commit'],
  ] as const) {
    if (textOf(row, low) === '' || textOf(row, high) === '') continue;
    if (compare(decimalOf(row, low), decimalOf(row, high)) > 0) refuse(MODEL, `${high} is less than ${low}`);
  }
}

export function settleContractTerm(_work: Work, row: Row): Row {
  if (textOf(row, 'tier-1-upper-bound') === '') refuse('contract-term', "Tier 1 upper bound can't be blank");
  return { ...row, type: row['contract-term-type'] ?? null };
}

/** Asks the owner's manager, and from a value that a director signs for the finance director. */
export function submitContract(work: Work, row: Row): Row {
  if (row.status !== 'draft') refuse(MODEL, `Contract in status ${textOf(row, 'status')} can't be submitted`);
  const owner = work.get('users', textOf(row, 'contract-owner') || work.actor);
  const manager = work.get('users', textOf(owner, 'manager'));
  const approver = manager ?? withDuty(work, 'finance-director');
  if (!approver) refuse(MODEL, 'No approver could be found');
  askApprovers(work, 'Contract', row.id, [approver]);
  work.note(`contracts:${row.id}`, 'submitted for approval');
  return work.change('contracts', row.id, { status: 'pending_approval', submitter: work.actor });
}

/** "Moves the contract to the completed state." */
export function completeContract(work: Work, row: Row): Row {
  if (row.status !== 'published') {
    refuse(MODEL, `Contract in status ${textOf(row, 'status')} can't be completed`);
  }
  work.note(`contracts:${row.id}`, 'completed');
  return work.change('contracts', row.id, { status: 'completed' });
}

const REVISABLE = [
  'name',
  'description',
  'end-date',
  'maximum-value',
  'minimum-value',
  'terms',
  'po-message',
];

/** "Updates a contract when it's published": what a renegotiation changes, as a new version. */
export function updatePublished(work: Work, row: Row, { body }: ActionInput): Row {
  if (row.status !== 'published') {
    refuse(MODEL, `Contract in status ${textOf(row, 'status')} is not published`);
  }
  const cells: Record<string, Cell> = { version: Number(row.version ?? 1) + 1 };
  for (const key of REVISABLE) {
    const value = body[key];
    if (value === null || typeof value === 'string') cells[key] = value;
  }
  assertTerms({ ...row, ...cells });
  work.note(`contracts:${row.id}`, 'updated while published');
  return work.change('contracts', row.id, cells);
}

/** Another contract in force beside the one it is made from; the number is the caller's, or the next. */
export function createPublished(work: Work, row: Row, { body }: ActionInput): Row {
  const number = typeof body.number === 'string' ? body.number : `${textOf(row, 'number')}-${row.id}`;
  for (const other of work.rows('contracts')) {
    if (textOf(other, 'number').toLowerCase() === number.toLowerCase()) {
      refuse(MODEL, 'Number has already been taken');
    }
  }
  const { id, 'created-at': _at, 'created-by': _by, 'updated-at': _then, 'updated-by': _who, ...cells } = row;
  return work.insert('contracts', {
    ...cells,
    number,
    parent: id,
    status: 'published',
    'published-date': work.now,
    version: 1,
  });
}
