import { z } from 'zod';
import { InputError } from '#kernel/errors.ts';
import { defineOperation } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';

const PAGE_ROWS_MAX = 200;
const day = z.iso.date();
const SEQ = /^\d{1,15}$/;

const auditRow = z.strictObject({
  seq: z.string(),
  at: z.string(),
  what: z.string(),
  /** The name people know them by. */
  who: z.string(),
  via: z.string().nullable(),
  subject: z.string().nullable(),
  text: z.string(),
  hash: z.string(),
  /** Its root lies outside the database. */
  anchored: z.boolean(),
});

/** How many entries one request of a search looks through: what takes about 50 ms. */
const SEARCHED_MAX = 20_000;

/** The trail for people, newest first. */
export const listAudit = defineOperation({
  name: 'list_audit',
  summary: 'List what happened, newest first, from the audit trail.',
  http: { method: 'GET', path: '/api/audit' },
  input: z.strictObject({
    /** Words of the entry, without regard to case. */
    search: z.string().trim().max(200).optional(),
    what: z.string().max(100).optional(),
    /** Id of a person or an agent. */
    who: z.string().max(100).optional(),
    /** Coupa's id of an invoice. */
    invoice: z.string().max(40).optional(),
    /** Days in UTC, both inclusive. */
    from: day.optional(),
    to: day.optional(),
    cursor: z.string().max(20).optional(),
    limit: z.coerce.number().int().min(1).max(PAGE_ROWS_MAX).default(100),
  }),
  output: z.strictObject({
    rows: z.array(auditRow),
    /** Where to go on. A search may go on after a page that has no rows: one request looks through so many entries. */
    next: z.string().nullable(),
    /** When the oldest entry was written that a search has looked at; null when it looked at all, or at none. */
    searchedBackTo: z.string().nullable(),
  }),
  permission: 'audit.read',
  audit: { none: 'reading changes nothing, and would fill the trail with itself' },

  async run(input, { connectionId }, { tx }) {
    const { search, what, who, invoice, from, to, cursor, limit } = input;
    if (cursor !== undefined && !SEQ.test(cursor)) throw new InputError('cursor: expected the one we gave.');
    const values: unknown[] = [connectionId];
    const where = ['e.connection_id = $1'];
    const add = (condition: string, value: unknown): void => {
      values.push(value);
      where.push(condition.replace('?', `$${values.length}`));
    };
    if (cursor !== undefined) add('e.seq < ?', cursor);
    if (what) add('e.what = ?', what);
    if (who) add('e.who = ?', who);
    if (invoice) add('e.subject = ?', `invoice/${invoice}`);
    if (from !== undefined) add('e.at >= ?::date', from);
    if (to !== undefined) add('e.at < ?::date + 1', to);
    const entries = { where: where.join(' and '), values };
    const rows = await read(tx, entries, limit + 1, search);
    const isFull = rows.length > limit;
    const reached = search && !isFull ? await lastSearched(tx, entries) : undefined;
    const [anchor] = await tx.query<{ seq: string }>(
      'select seq from audit_anchor where connection_id = $1 order by seq desc limit 1',
      [connectionId],
    );
    const anchored = Number(anchor?.seq ?? 0);
    const page = rows.slice(0, limit);
    return {
      rows: page.map((row) => toRow(row, anchored)),
      next: isFull ? (page.at(-1)?.seq ?? null) : (reached?.seq ?? null),
      searchedBackTo: reached?.at ?? null,
    };
  },
});

interface Entries {
  readonly where: string;
  readonly values: readonly unknown[];
}

interface EntryRow {
  readonly seq: string;
  readonly at: string;
  readonly what: string;
  readonly body: string;
  readonly hash: Buffer;
}

/** Newest first; of a search those among the next so many whose words hold the text. */
function read(
  tx: Tx,
  { where, values }: Entries,
  rowsMax: number,
  search: string | undefined,
): Promise<EntryRow[]> {
  const columns = 'e.seq, e.at, e.what, e.body, e.hash';
  const last = values.length + 1;
  if (!search) {
    const text = `select ${columns} from audit_entry e where ${where} order by e.seq desc limit $${last}`;
    return tx.query(text, [...values, rowsMax]);
  }
  return tx.query(
    `select ${columns} from (select * from audit_entry e where ${where} order by e.seq desc limit $${last}) e
      where e.body::json->>'text' ilike $${last + 1} order by e.seq desc limit $${last + 2}`,
    [...values, SEARCHED_MAX, `%${search.replace(/[\\%_]/g, '\\$&')}%`, rowsMax],
  );
}

/** The oldest entry that a search looked at, unless there is none below it. */
async function lastSearched(
  tx: Tx,
  { where, values }: Entries,
): Promise<{ seq: string; at: string } | undefined> {
  const [row] = await tx.query<{ seq: string; at: string }>(
    `select e.seq, e.at from audit_entry e where ${where} order by e.seq desc offset $${values.length + 1} limit 1`,
    [...values, SEARCHED_MAX - 1],
  );
  return row;
}

function toRow(row: EntryRow, anchored: number): z.output<typeof auditRow> {
  const body = JSON.parse(row.body) as {
    who?: { name?: string; id?: string };
    via?: string;
    subject?: string;
    text?: string;
  };
  return {
    seq: row.seq,
    at: row.at,
    what: row.what,
    who: body.who?.name ?? body.who?.id ?? '',
    via: body.via ?? null,
    subject: body.subject ?? null,
    text: body.text ?? '',
    hash: row.hash.toString('hex'),
    anchored: Number(row.seq) <= anchored,
  };
}
