import type { Invoice } from '#domain/records/invoice.ts';
import type { Tx } from '#store/database.ts';
import type { CoupaCommand } from './shapes/command.ts';

/** A command that Coupa said it has done, with what the mirror holds of its record. */
export interface DoneCommand {
  readonly id: string;
  readonly body: CoupaCommand;
  readonly subjectId: string;
  readonly origin: string;
  readonly originId: string | null;
  readonly askedBy: { readonly id: string; readonly name: string };
  readonly attempt: number;
  readonly invoiceNumber: string | undefined;
  /** Seconds since Coupa said so, by the database's clock. */
  readonly doneForMs: number;
  readonly mirrored: Mirrored;
}

export interface Mirrored {
  readonly invoice: Invoice | undefined;
  /** Statuses of versions that the mirror took in after the command was done. */
  readonly statusesSince: readonly string[];
  readonly approvalStatus: string | undefined;
  readonly approvalNote: string | undefined;
  /** How many comments of the invoice carry the command's marker. */
  readonly marked: number;
  /** The mirror has looked at Coupa's list of the record's kind since the command was done. */
  readonly isReadSince: boolean;
}

interface Row {
  readonly id: string;
  readonly body: CoupaCommand;
  readonly subject_id: string;
  readonly origin: string;
  readonly origin_id: string | null;
  readonly asked_by: string;
  readonly asked_by_name: string;
  readonly attempt: number;
  readonly invoice_number: string | null;
  readonly done_for_ms: string;
  readonly invoice: Invoice | null;
  readonly statuses_since: readonly string[];
  readonly approval_status: string | null;
  readonly approval_note: string | null;
  readonly marked: number;
  readonly is_read_since: boolean;
}

/** The list of Coupa in which a command's effect shows. */
const LISTED_IN = `case when c.kind = 'comment.add' then 'comments' when c.kind like 'approval.%' then 'approvals'
  else 'invoices' end`;

/** Commands that are done and not yet confirmed: of these subjects, or the longest waiting ones. */
export async function listDone(
  tx: Tx,
  connectionId: string,
  { subjectIds, rowsMax }: { subjectIds: readonly string[] | null; rowsMax: number },
): Promise<DoneCommand[]> {
  const rows = await tx.query<Row>(
    `select c.id, c.body, c.subject_id, c.origin, c.origin_id, c.asked_by, c.asked_by_name, c.attempt,
            i.invoice_number, round(extract(epoch from clock_timestamp() - c.done_at) * 1000)::text as done_for_ms,
            v.doc as invoice,
            array(select s.doc->>'status' from record_version s where s.connection_id = $1 and s.kind = 'invoice'
                and s.record_id = c.body->>'invoiceId' and s.seen_at >= c.queued_at) as statuses_since,
            a.status as approval_status, n.doc->>'note' as approval_note,
            (select count(*)::int from coupa_comment m
               join record_version t on t.connection_id = $1 and t.kind = 'coupa_comment' and t.record_id = m.id
                and t.hash = m.hash
              where c.kind = 'comment.add' and m.connection_id = $1 and m.commentable_type = 'InvoiceHeader'
                and m.commentable_id = c.body->>'invoiceId' and m.deleted_at is null
                and position('[purser ' || left(encode(sha256(convert_to($1 || '/' || c.id, 'UTF8')), 'hex'), 12)
                      || ']' in t.doc->>'text') > 0) as marked,
            coalesce(w.read_at > c.done_at, false) as is_read_since
       from command c
       left join invoice i on i.connection_id = $1 and i.id = c.body->>'invoiceId' and i.deleted_at is null
       left join record_version v on v.connection_id = $1 and v.kind = 'invoice' and v.record_id = i.id
            and v.hash = i.hash
       left join coupa_approval a on a.connection_id = $1 and a.id = c.body->>'approvalId'
            and a.deleted_at is null
       left join record_version n on n.connection_id = $1 and n.kind = 'coupa_approval' and n.record_id = a.id
            and n.hash = a.hash
       left join watermark w on w.connection_id = $1 and w.resource = ${LISTED_IN}
      where c.connection_id = $1 and c.state = 'done' and ($2::text[] is null or c.subject_id = any($2))
      order by c.done_at limit $3 for update of c skip locked`,
    [connectionId, subjectIds, rowsMax],
    { name: 'command_done' },
  );
  return rows.map((row) => ({
    id: row.id,
    body: row.body,
    subjectId: row.subject_id,
    origin: row.origin,
    originId: row.origin_id,
    askedBy: { id: row.asked_by, name: row.asked_by_name },
    attempt: row.attempt,
    invoiceNumber: row.invoice_number ?? undefined,
    doneForMs: Number(row.done_for_ms),
    mirrored: {
      invoice: row.invoice ?? undefined,
      statusesSince: row.statuses_since,
      approvalStatus: row.approval_status ?? undefined,
      approvalNote: row.approval_note ?? undefined,
      marked: row.marked,
      isReadSince: row.is_read_since,
    },
  }));
}

/** Ends commands that are `done`, and those that are looked at again. */
export async function endCommands(
  tx: Tx,
  connectionId: string,
  ids: readonly string[],
  state: 'confirmed' | 'flagged' | 'done',
): Promise<void> {
  if (ids.length === 0) return;
  await tx.execute(
    `update command set state = $3, recheck_at = case when $3 = 'flagged' then null else recheck_at end,
            confirmed_at = case when $3 = 'confirmed' then clock_timestamp() else confirmed_at end,
            done_at = coalesce(done_at, clock_timestamp())
      where connection_id = $1 and id = any($2) and state in ('done', 'confirmed', 'failed')`,
    [connectionId, ids, state],
    { name: 'command_end' },
  );
}

/** A task that the mirror has seen done. */
export interface ClosedTask {
  readonly id: string;
  readonly title: string;
  readonly subject_id: string;
  readonly status: string;
}

/** Closes the open tasks of these subjects whose invoice has reached a status that they wait for. */
export function closeReachedTasks(
  tx: Tx,
  connectionId: string,
  subjectIds: readonly string[],
): Promise<ClosedTask[]> {
  return tx.query<ClosedTask>(
    `update task t set state = 'closed', closed_at = clock_timestamp(), closed_by = 'mirror',
            close_reason = 'Coupa shows the invoice as ' || i.status
       from invoice i
      where t.connection_id = $1 and t.subject_id = any($2) and t.state = 'open'
        and i.connection_id = $1 and i.id = t.subject_id and i.deleted_at is null
        and i.status = any(t.closes_when_status)
      returning t.id, t.title, t.subject_id, i.status`,
    [connectionId, subjectIds],
    { name: 'task_reached' },
  );
}
