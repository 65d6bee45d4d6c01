import { type EntryDraft, recordEntries } from '#audit/record-entry.ts';
import type { Invoice } from '#domain/records/invoice.ts';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import type { Database, Tx } from '#store/database.ts';
import { unpackTexts } from '#store/packed-text.ts';
import type { ClaimedCommand, CommandFault, CommandStore, Settlement } from './act.ts';
import { cancelled } from './act-entries.ts';
import { helpTask } from './command-task.ts';
import { refsIn, type VersionRef } from './evidence.ts';
import { DECIDED_AGAIN, openTasks } from './run.queries.ts';
import type { CoupaCommand } from './shapes/command.ts';

const HOUR_MS = 3_600_000;
/** Until an administrator says otherwise. */
const AGE_HOURS = 72;

interface CommandRow {
  readonly id: string;
  readonly body: CoupaCommand;
  readonly subject_id: string;
  readonly origin: string;
  readonly origin_id: string | null;
  readonly asked_by: string;
  readonly asked_by_name: string;
  readonly coupa_user_id: string | null;
  readonly run_agent: string;
  readonly run_lane: number;
  readonly run_seq: string;
  readonly attempt: number;
  readonly may_have_effect: boolean;
  readonly last_error: CommandFault | null;
  readonly age_ms: string;
  readonly invoice_number: string | null;
  readonly age_hours: number | null;
}

const CLAIMED = `id, body, subject_id, origin, origin_id, asked_by, asked_by_name, coupa_user_id, run_agent, run_lane,
  run_seq, attempt, may_have_effect, last_error,
  round(extract(epoch from clock_timestamp() - queued_at) * 1000)::text as age_ms,
  (select i.invoice_number from invoice i where i.connection_id = command.connection_id and i.id = subject_id)
    as invoice_number,
  (select (p.document->>'approvalMaxAgeHours')::int from policy p where p.connection_id = command.connection_id
    order by p.version desc limit 1) as age_hours`;

/**
 * Takes the next command that is due into this process's hands for the length of the lease.
 * @param busy connections that have enough in hand at present.
 */
export function claimCommand(
  db: Database,
  leaseMs: number,
  busy: readonly string[],
): Promise<ClaimedCommand | undefined> {
  return db.inDispatch(async (tx) => {
    const [due] = await tx.query<{ connection_id: string; id: string }>(
      'select connection_id, id from dispatch_claim_command($1)',
      [busy],
      { name: 'command_due' },
    );
    if (due === undefined) return undefined;
    await tx.enter(due.connection_id);
    const [row] = await tx.query<CommandRow>(
      `update command set attempt = attempt + 1, lease_until = clock_timestamp() + make_interval(secs => $3),
              next_at = clock_timestamp() + make_interval(secs => $3)
        where connection_id = $1 and id = $2 returning ${CLAIMED}`,
      [due.connection_id, due.id, leaseMs / 1000],
      { name: 'command_claim' },
    );
    return row === undefined ? undefined : claimedFrom(tx, due.connection_id, row);
  });
}

/** Commands that ended and must be looked at once more; each is put off to its next look, until there is none. */
export async function claimRechecks(
  tx: Tx,
  connectionId: string,
  limits: { readonly rowsMax: number; readonly lastAfterMs: number; readonly minWaitMs: number },
): Promise<(ClaimedCommand & { state: 'done' | 'confirmed' | 'failed' })[]> {
  const rows = await tx.query<CommandRow & { state: 'done' | 'confirmed' | 'failed' }>(
    `update command set recheck_at = case
        when clock_timestamp() - queued_at > make_interval(secs => $3) then null
        else clock_timestamp() + greatest(make_interval(secs => $4), clock_timestamp() - queued_at) end
      where connection_id = $1 and id in (select r.id from command r where r.connection_id = $1
          and r.recheck_at <= clock_timestamp() and r.state in ('done', 'confirmed', 'failed')
        order by r.recheck_at limit $2 for update skip locked)
      returning state, ${CLAIMED}`,
    [connectionId, limits.rowsMax, limits.lastAfterMs / 1000, limits.minWaitMs / 1000],
  );
  const claims = [];
  for (const row of rows) claims.push({ ...(await claimedFrom(tx, connectionId, row)), state: row.state });
  return claims;
}

async function claimedFrom(tx: Tx, connectionId: string, row: CommandRow): Promise<ClaimedCommand> {
  return {
    connectionId,
    id: row.id,
    command: row.body,
    subjectId: row.subject_id,
    invoiceNumber: row.invoice_number ?? undefined,
    origin: row.origin,
    originId: row.origin_id,
    askedBy: { id: row.asked_by, name: row.asked_by_name },
    coupaUserId: row.coupa_user_id ?? undefined,
    attempt: row.attempt,
    mayHaveEffect: row.may_have_effect,
    ageMs: Number(row.age_ms),
    ageMaxMs: (row.age_hours ?? AGE_HOURS) * HOUR_MS,
    fault: row.last_error ?? undefined,
    decidedOn: await invoiceDecidedOn(tx, connectionId, row),
  };
}

/** The version of the invoice that the run's evidence names. */
async function invoiceDecidedOn(tx: Tx, connectionId: string, row: CommandRow): Promise<Invoice | undefined> {
  const [run] = await tx.query<{ packed: Buffer }>(
    'select packed from run where connection_id = $1 and agent = $2 and lane = $3 and seq = $4',
    [connectionId, row.run_agent, row.run_lane, row.run_seq],
    { name: 'command_run' },
  );
  const isOurs = (ref: VersionRef): boolean => ref.kind === 'invoice' && ref.id === row.body.invoiceId;
  const evidence: unknown = run === undefined ? null : JSON.parse(unpackTexts(run.packed)[0] ?? 'null');
  const ref = refsIn(evidence).find(isOurs);
  if (ref === undefined) return undefined;
  const [version] = await tx.query<{ doc: Invoice }>(
    `select doc from record_version where connection_id = $1 and kind = 'invoice' and record_id = $2
        and hash = decode($3, 'hex')`,
    [connectionId, ref.id, ref.hash],
    { name: 'command_version' },
  );
  return version?.doc;
}

/** The durable side of the write door, in PostgreSQL and by its clock. */
export function createCommandStore(db: Database, now: () => Date): CommandStore {
  return {
    beginSend: (claim, limits, entries) =>
      db.inConnection(claim.connectionId, async (tx) => {
        const begun = await tx.execute(
          `update command c set state = 'sending', may_have_effect = true,
                  send_deadline = clock_timestamp() + make_interval(secs => $4),
                  next_at = clock_timestamp() + make_interval(secs => $5),
                  lease_until = clock_timestamp() + make_interval(secs => $5)
             from connection n
            where n.connection_id = c.connection_id and c.connection_id = $1 and c.id = $2 and c.attempt = $3
              and c.state in ('queued', 'sending') and c.lease_until > clock_timestamp()
              and not n.writing_stopped and n.state = 'active'`,
          [claim.connectionId, claim.id, claim.attempt, limits.sendWindowMs / 1000, limits.nextInMs / 1000],
          { name: 'command_begin' },
        );
        if (begun === 0) return (await isHeldBy(tx, claim)) ? 'stopped' : 'fenced';
        await writeAction(tx, claim, 'sending', null, {});
        await recordEntries(tx, claim.connectionId, entries, now());
        return 'go';
      }),
    maySend: (claim) =>
      db.inConnection(claim.connectionId, async (tx) => {
        const rows = await tx.query(
          `select 1 from command c join connection n using (connection_id)
            where c.connection_id = $1 and c.id = $2 and c.attempt = $3 and not n.writing_stopped
              and n.state = 'active'`,
          [claim.connectionId, claim.id, claim.attempt],
          { name: 'command_may_send' },
        );
        return rows.length === 1;
      }),
    settle: (claim, settlement) =>
      db.inConnection(claim.connectionId, (tx) => settle(tx, claim, settlement, now())),
  };
}

/** Whether the lease still is this holder's, so that only the stop switch can be what stood in the way. */
async function isHeldBy(tx: Tx, claim: ClaimedCommand): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from command where connection_id = $1 and id = $2 and attempt = $3
        and state in ('queued', 'sending') and lease_until > clock_timestamp()`,
    [claim.connectionId, claim.id, claim.attempt],
  );
  return rows.length === 1;
}

async function settle(
  tx: Tx,
  claim: ClaimedCommand,
  settlement: Settlement,
  now: Date,
): Promise<'settled' | 'fenced'> {
  const { connectionId, id, attempt } = claim;
  const { state, mayHaveEffect, nextInMs, fault, effectRef, isFact } = settlement;
  const moved = await tx.execute(
    `update command set state = $4, may_have_effect = $5, last_error = $6, effect_ref = coalesce($7, effect_ref),
            next_at = clock_timestamp() + make_interval(secs => $8), lease_until = null, send_deadline = null,
            done_at = case when $4 = 'done' then coalesce(done_at, clock_timestamp()) else done_at end
      where connection_id = $1 and id = $2
        and ((attempt = $3 and state in ('queued', 'sending'))
          or ($9 and state in ('queued', 'sending', 'failed')))`,
    [
      connectionId,
      id,
      attempt,
      state,
      mayHaveEffect,
      fault === undefined ? null : canonicalJson(fault),
      effectRef ?? null,
      (nextInMs ?? 0) / 1000,
      isFact,
    ],
    { name: 'command_settle' },
  );
  // A look that failed, in an outage of days, tells nothing that the row does not tell.
  if (settlement.outcome !== 'not_read') {
    await writeAction(tx, claim, 'result', settlement.outcome, fault ?? {});
  }
  const entries: EntryDraft[] = [...settlement.entries];
  if (moved > 0) entries.push(...(await followUp(tx, claim, settlement)));
  await markForRecheck(tx, claim);
  if (moved > 0 && state === 'failed') await decideAgain(tx, claim, fault?.code ?? '');
  await recordEntries(tx, connectionId, entries, now);
  return moved > 0 ? 'settled' : 'fenced';
}

/** What hangs on an end: the mirror reads again, the rest of the intent is dropped, a person learns what to do. */
async function followUp(
  tx: Tx,
  claim: ClaimedCommand,
  { state, outcome, fault, entries }: Settlement,
): Promise<EntryDraft[]> {
  if (state === 'queued' || state === 'sending') return [];
  await askToRead(tx, claim);
  await tx.query(`select pg_notify('screen', $1), pg_notify('command', '')`, [claim.connectionId]);
  if (state === 'done') return [];
  const why = fault?.message ?? entries[0]?.text ?? outcome;
  const task = helpTask(claim, state, fault?.code ?? outcome, why);
  if (task !== undefined) await openTasks(tx, claim.connectionId, [task]);
  return state === 'failed' ? cancelRest(tx, claim) : [];
}

/**
 * Wakes the engine for what was decided and came to nothing. Where the mirror does not know of the change yet, its
 * own reading will: deciding on the old version again would only fail again.
 */
async function decideAgain(tx: Tx, claim: ClaimedCommand, code: string): Promise<void> {
  if (!DECIDED_AGAIN.includes(code)) return;
  const isStale = code === 'approval_stale';
  const decidedOn = claim.decidedOn === undefined ? null : sha256(canonicalJson(claim.decidedOn));
  await tx.execute(
    `with head as (
       update feed_head h set last = h.last + 1
         from command c left join invoice i on i.connection_id = $1 and i.id = c.subject_id
        where h.connection_id = $1 and c.connection_id = $1 and c.id = $2 and h.lane = c.run_lane
          and ($3 or i.hash is distinct from $4)
       returning h.lane, h.last, c.subject_id)
     insert into change (connection_id, lane, seq, kind, subject_id, cause)
     select $1, lane, last, 'invoice', subject_id, 'invoice' from head`,
    [claim.connectionId, claim.id, isStale, decidedOn],
  );
  await tx.query("select pg_notify('feed', '')");
}

/** What was to follow on a command that failed would be wrong now, such as a comment that tells of it. */
async function cancelRest(tx: Tx, claim: ClaimedCommand): Promise<EntryDraft[]> {
  const rows = await tx.query<{ id: string; body: CoupaCommand }>(
    `update command c set state = 'cancelled'
       from command f
      where f.connection_id = $1 and f.id = $2 and c.connection_id = $1 and c.subject_id = f.subject_id
        and c.id > f.id and c.state = 'queued' and not c.may_have_effect
        and c.origin = f.origin and c.origin_id is not distinct from f.origin_id
        and (c.run_agent, c.run_lane, c.run_seq) = (f.run_agent, f.run_lane, f.run_seq)
      returning c.id, c.body`,
    [claim.connectionId, claim.id],
  );
  return rows.map(({ id, body }) => cancelled({ ...claim, id, command: body }));
}

/** Our own change comes back through the mirror at once instead of at the next turn. */
async function askToRead(tx: Tx, { connectionId, command }: ClaimedCommand): Promise<void> {
  const hints = [['invoices', command.invoiceId]];
  if ('approvalId' in command) hints.push(['approvals', command.approvalId]);
  await tx.execute(
    `insert into read_hint (connection_id, resource, record_id, reason)
     select $1, h.resource, h.id, 'our own command' from unnest($2::text[], $3::text[]) h(resource, id)
      order by 2, 3
     on conflict (connection_id, resource, record_id) do update
        set asked_at = clock_timestamp(), attempts = 0, next_at = least(read_hint.next_at, excluded.next_at)`,
    [connectionId, hints.map(([resource]) => resource), hints.map(([, id]) => id)],
    { name: 'command_hint' },
  );
  await tx.query("select pg_notify('hint', $1)", [connectionId]);
}

/**
 * An ended command may hide a second effect, or an unknown one, only if more attempts may have had theirs than its
 * state accounts for. Such a one is looked at again by reconcile-actions.ts.
 */
async function markForRecheck(tx: Tx, { connectionId, id, attempt }: ClaimedCommand): Promise<void> {
  if (attempt === 1) return;
  await tx.execute(
    `update command c set recheck_at = clock_timestamp()
      where connection_id = $1 and id = $2 and state in ('done', 'confirmed', 'failed')
        and (select count(*) from action s
              left join action r on r.connection_id = $1 and r.command_id = $2 and r.attempt = s.attempt
                and r.step = 'result'
             where s.connection_id = $1 and s.command_id = $2 and s.step = 'sending'
               and coalesce(r.outcome, 'unknown') in ('unknown', 'done', 'ambiguous'))
            > case when c.state = 'failed' then 0 else 1 end`,
    [connectionId, id],
    { name: 'command_mark' },
  );
}

async function writeAction(
  tx: Tx,
  { connectionId, id, attempt }: ClaimedCommand,
  step: string,
  outcome: string | null,
  detail: object,
): Promise<void> {
  await tx.execute(
    `insert into action (connection_id, command_id, attempt, step, outcome, detail) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [connectionId, id, attempt, step, outcome, canonicalJson(detail)],
    { name: 'command_action' },
  );
}
