import { InputError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import type { ListedApproval } from './approval-row.ts';

/** Rows of a page: what fits a screen twice over, and the most that the page may hold. */
export const PAGE_ROWS_MAX = 200;

export interface ApprovalFilter {
  readonly state: 'open' | 'decided' | 'all';
  readonly cause?: string | undefined;
  readonly supplier?: string | undefined;
  readonly entity?: string | undefined;
  /** A person's id, `none`, `any`, or `mine` for {@link me} and unassigned. */
  readonly assignee?: string | undefined;
  readonly me: string;
  readonly currency?: string | undefined;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly search?: string | undefined;
}

export type ApprovalSort = 'clock' | 'risk' | 'cause' | 'age';

interface Condition {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * What each order sorts by, as one text that compares bytewise, so that one cursor serves all of them. Money of
 * different currencies is never compared: by risk, each currency stands for itself, largest first.
 */
const SORT_KEY: Readonly<Record<ApprovalSort, string>> = {
  clock: `coalesce(to_char(a.clock_date, 'YYYY-MM-DD'), '9999')`,
  risk: `coalesce(a.currency, 'ZZZ') || lpad((10::numeric ^ 20 - trunc(abs(coalesce(a.at_risk, 0)) * 100))::text, 24, '0')`,
  cause: `coalesce(a.cause, '~') || coalesce(to_char(a.clock_date, 'YYYY-MM-DD'), '9999')`,
  age: `to_char(a.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
};

/** One page in the wished order, continued strictly after the cursor: rows that arrive meanwhile are neither skipped nor doubled. */
export async function listApprovalPage(
  tx: Tx,
  filter: ApprovalFilter,
  page: { sort: ApprovalSort; cursor: string | undefined; limit: number },
): Promise<{ rows: ListedApproval[]; next: string | null }> {
  const key = `(${SORT_KEY[page.sort]}) collate "C"`;
  const where = conditionsOf(filter);
  if (page.cursor !== undefined) where.push(afterCursor(key, page.cursor));
  const { sql, values } = joined(where);
  const limit = Math.min(page.limit, PAGE_ROWS_MAX);
  const rows = await tx.query<ListedApproval & { sort_key: string }>(
    `select a.*, i.status as coupa_status, p.name as assignee_name, c.state as command_state,
            ${key} as sort_key
       from approval a
       left join invoice i on i.connection_id = a.connection_id and i.id = a.subject_id
       left join person p on p.person_id = a.assigned_to
       left join lateral (select state from command c where c.connection_id = a.connection_id
         and c.subject_id = a.subject_id and c.origin_id = a.id order by c.id desc limit 1) c on true
      where ${sql} order by ${key}, a.id limit ${limit + 1}`,
    values,
  );
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const next =
    last === undefined ? null : Buffer.from(JSON.stringify([last.sort_key, last.id])).toString('base64url');
  return { rows: rows.slice(0, limit), next };
}

/** How many there are in all, and by cause and entity: what the filters offer. */
export async function countApprovals(
  tx: Tx,
  filter: ApprovalFilter,
): Promise<{
  total: number;
  byCause: { cause: string | null; verdict: string; count: number }[];
  entities: string[];
  mine: number;
  unassigned: number;
}> {
  const { sql, values } = joined(conditionsOf(filter));
  const [counted] = await tx.query<{ total: string; mine: string; unassigned: string }>(
    `select count(*) as total, count(*) filter (where a.assigned_to = $${values.length + 1}) as mine,
            count(*) filter (where a.assigned_to is null) as unassigned from approval a where ${sql}`,
    [...values, filter.me],
  );
  // The causes on offer must not vanish when one of them is chosen.
  const open = joined(conditionsOf({ state: filter.state, me: filter.me, assignee: filter.assignee }));
  const byCause = await tx.query<{ cause: string | null; verdict: string; count: string }>(
    `select a.cause, min(a.verdict) as verdict, count(*) as count from approval a where ${open.sql}
      group by a.cause, case when a.cause is null then a.verdict end order by 3 desc`,
    open.values,
  );
  const entities = await tx.query<{ entity_name: string }>(
    `select distinct a.entity_name from approval a where ${open.sql} and a.entity_name is not null order by 1 limit 100`,
    open.values,
  );
  return {
    total: Number(counted?.total ?? 0),
    mine: Number(counted?.mine ?? 0),
    unassigned: Number(counted?.unassigned ?? 0),
    byCause: byCause.map((row) => ({ ...row, count: Number(row.count) })),
    entities: entities.map((row) => row.entity_name),
  };
}

function conditionsOf(filter: ApprovalFilter): Condition[] {
  const where: Condition[] = [];
  const add = (sql: string, ...values: unknown[]): void => {
    where.push({ sql, values });
  };
  if (filter.state === 'open') add(`a.state = 'open'`);
  if (filter.state === 'decided') add(`a.state in ('approved', 'rejected')`);
  if (filter.cause === 'none') add('a.cause is null');
  else if (filter.cause !== undefined) add('a.cause = ?', filter.cause);
  if (filter.supplier !== undefined) add('a.supplier_id = ?', filter.supplier);
  if (filter.entity !== undefined) add('a.entity_name = ?', filter.entity);
  if (filter.assignee === 'none') add('a.assigned_to is null');
  else if (filter.assignee === 'me') add('a.assigned_to = ?', filter.me);
  else if (filter.assignee === 'mine') add('(a.assigned_to is null or a.assigned_to = ?)', filter.me);
  else if (filter.assignee !== undefined && filter.assignee !== 'any')
    add('a.assigned_to = ?', filter.assignee);
  if (filter.currency !== undefined) add('a.currency = ?', filter.currency);
  if (filter.min !== undefined) add('abs(a.amount) >= ?::numeric', filter.min);
  if (filter.max !== undefined) add('abs(a.amount) <= ?::numeric', filter.max);
  if (filter.search !== undefined && filter.search.trim() !== '') {
    const pattern = `%${filter.search.trim().replace(/[\\%_]/g, '\\$&')}%`;
    add('(a.invoice_number ilike ? or a.supplier_name ilike ?)', pattern, pattern);
  }
  return where;
}

function afterCursor(key: string, cursor: string): Condition {
  try {
    const [sortKey, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [unknown, unknown];
    if (typeof sortKey === 'string' && typeof id === 'string') {
      return { sql: `(${key}, a.id) > (? collate "C", ?)`, values: [sortKey, id] };
    }
  } catch {
    // Falls through: a cursor that is no JSON is refused with the same words as one of another shape.
  }
  throw new InputError('The cursor is not one that this list gave out.');
}

function joined(where: readonly Condition[]): { sql: string; values: unknown[] } {
  const values: unknown[] = [];
  const parts = where.map(({ sql, values: own }) => {
    let place = 0;
    return sql.replaceAll('?', () => {
      values.push(own[place]);
      place += 1;
      return `$${values.length}`;
    });
  });
  return { sql: parts.length === 0 ? 'true' : parts.join(' and '), values };
}
