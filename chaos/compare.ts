import { loadAnchorKey } from '#audit/anchor-key.ts';
import { verifyTrail } from '#audit/verify.ts';
import { definitionOf } from '#engine/commands/definition-of.ts';
import type { CoupaCommand } from '#engine/shapes/command.ts';
import { CONNECTION, type Installation } from './installation.ts';
import type { Acknowledged } from './load.ts';
import { compareWithSource, readLedger } from './read-source.ts';

/** What was found after everything came to rest. */
export interface Comparison {
  readonly violations: readonly string[];
  readonly figures: Readonly<Record<string, number>>;
}

const MEMORY_MAX_MIB = 500;
const SHOWN = 10;

interface CommandRow {
  readonly id: string;
  readonly body: CoupaCommand;
  readonly state: string;
  readonly origin_id: string | null;
  readonly attempt: number;
  readonly last_error: { readonly message?: string } | null;
  readonly found: boolean;
  readonly entries: number;
}

/** Compares what was promised, what is on record and what Coupa shows. Nothing may differ. */
export async function compare(here: Installation, acknowledged: Acknowledged): Promise<Comparison> {
  const violations: string[] = [];
  const figures: Record<string, number> = {};
  const part = async (work: () => Promise<{ bad: string[]; figures: Record<string, number> }>) => {
    const { bad, figures: more } = await work();
    violations.push(...bad.slice(0, SHOWN));
    if (bad.length > SHOWN) violations.push(`… and ${bad.length - SHOWN} more like it`);
    Object.assign(figures, more);
  };
  await part(() => compareAcknowledged(here, acknowledged));
  await part(() => compareEffects(here));
  await part(() => compareFeed(here));
  await part(() => compareTrail(here));
  await part(() => compareMirror(here));
  await part(async () => compareProcesses(here));
  return { violations, figures };
}

async function ask<Row>({ owner }: Installation, text: string, values: unknown[] = []): Promise<Row[]> {
  return (await owner.pool.query(text, values)).rows as Row[];
}

/** Whoever was told "done" finds it done. */
async function compareAcknowledged(here: Installation, { decisions, callouts }: Acknowledged) {
  const bad: string[] = [];
  const states = new Map(
    (await ask<{ id: string; state: string }>(here, 'select id, state from approval')).map((row) => [
      row.id,
      row.state,
    ]),
  );
  const commands = new Set((await ask<{ id: string }>(here, 'select id from command')).map(({ id }) => id));
  const told = await ask<{ approval: string; count: number }>(
    here,
    `select body::json->'data'->>'approval' as approval, count(*)::int as count from audit_entry
      where what = 'approval_decided' group by 1`,
  );
  const entries = new Map(told.map((row) => [row.approval, row.count]));
  for (const { approvalId, state, commandIds } of decisions) {
    const found = states.get(approvalId);
    if (found !== state) bad.push(`Decision ${approvalId} was acknowledged as ${state} and is ${found}.`);
    const lost = commandIds.filter((id) => !commands.has(id));
    if (lost.length > 0) bad.push(`Commands of decision ${approvalId} are gone: ${lost.join(', ')}.`);
    const count = entries.get(approvalId) ?? 0;
    if (count !== 1) bad.push(`Decision ${approvalId} has ${count} entries in the trail.`);
  }
  const kept = new Set(
    (await ask<{ id: string }>(here, 'select message_id as id from callout')).map(({ id }) => id),
  );
  for (const id of callouts) if (!kept.has(id)) bad.push(`Call-out ${id} was acknowledged and is gone.`);
  return {
    bad,
    figures: { 'decisions acknowledged': decisions.length, 'call-outs acknowledged': callouts.length },
  };
}

/** Each command had its effect once; what cannot be promised is flagged; nothing was done that nobody asked for. */
async function compareEffects(here: Installation) {
  const bad: string[] = [];
  const rows = await ask<CommandRow>(
    here,
    `select c.id, c.body, c.state, c.origin_id, c.attempt, c.last_error,
            exists (select from audit_entry f where f.connection_id = c.connection_id and f.what = 'action_found_applied'
                     and f.subject = 'invoice/' || c.subject_id and f.body::json->'data'->>'commandId' = c.id) as found,
            (select count(*)::int from audit_entry e where e.connection_id = c.connection_id
                and e.subject = 'invoice/' || c.subject_id and e.body::json->'data'->>'commandId' = c.id) as entries
       from command c`,
  );
  const ours = (await readLedger(here.sandbox)).filter((line) => line.client === here.sandbox.clientId);
  const effects = countBy(ours, ({ verb, path }) => `${verb} ${path}`);
  const byPlace = new Map<string, CommandRow[]>();
  for (const row of rows) byPlace.set(placeOf(row.body), [...(byPlace.get(placeOf(row.body)) ?? []), row]);
  for (const [place, commands] of byPlace) bad.push(...judge(place, commands, effects.get(place) ?? 0));
  for (const [place, count] of effects) {
    if (!byPlace.has(place)) bad.push(`${place} happened ${count} times and nobody asked for it.`);
  }
  for (const row of rows) {
    if (row.entries < 2)
      bad.push(`Command ${row.id} (${row.state}) has ${row.entries} entries in the trail.`);
  }
  const states = countBy(rows, (row) => row.state);
  return {
    bad,
    figures: {
      commands: rows.length,
      'effects in Coupa': ours.length,
      'commands tried more than once': rows.filter((row) => row.attempt > 1).length,
      'done already when looked at': rows.filter((row) => row.found).length,
      ...Object.fromEntries([...states].map(([state, count]) => [`commands ${state}`, count])),
    },
  };
}

const DONE = new Set(['done', 'confirmed']);

function judge(place: string, commands: readonly CommandRow[], effects: number): string[] {
  const tell = commands.map(({ id, state, attempt }) => `${id} ${state} at attempt ${attempt}`).join('; ');
  const open = commands.filter(({ state }) => state === 'queued' || state === 'sending');
  if (open.length > 0) return [`${place} is still in the air: ${tell}.`];
  const done = commands.filter(({ state }) => DONE.has(state));
  const flagged = commands.filter(({ state }) => state === 'flagged');
  // A flag's words are its task and its entry in the trail, of which each command must have its own.
  const wordless = commands.filter((row) => row.state === 'failed' && !row.last_error?.message);
  if (wordless.length > 0) return [`${place} failed without words: ${tell}.`];
  // Somebody else may have done it before us; then nothing was sent, or what was sent was refused.
  const isOthers = (row: CommandRow): boolean => row.found && row.body.kind !== 'comment.add';
  const least = done.filter((row) => !isOthers(row)).length;
  if (effects < least) return [`${place}: ${least} commands are done and Coupa shows ${effects}: ${tell}.`];
  // Checking twice gives what checking once gives, and the product may repeat it: docs/write-door.md.
  const isRepeatable = commands.some(({ body }) => definitionOf(body.kind).remoteUniqueness === 'idempotent');
  if (effects > done.length && flagged.length === 0 && !isRepeatable) {
    return [`${place}: Coupa shows ${effects}, ${done.length} commands are done, none is flagged: ${tell}.`];
  }
  return [];
}

/** Where in Coupa the command's effect shows in the ledger. */
function placeOf(command: CoupaCommand): string {
  switch (command.kind) {
    case 'invoice.submit':
      return `PUT /api/invoices/${command.invoiceId}/submit`;
    case 'invoice.revalidate_tolerances':
      return `PUT /api/invoices/${command.invoiceId}/revalidate_tolerances`;
    case 'invoice.dispute':
      return `PUT /api/invoices/${command.invoiceId}/dispute`;
    case 'approval.approve':
    case 'approval.reject':
    case 'approval.hold':
      return `PUT /api/approvals/${command.approvalId}/${command.kind.slice('approval.'.length)}`;
    case 'comment.add':
      return `POST /api/invoices/${command.invoiceId}/comments`;
    case 'custom_field.set':
      return `PUT /api/invoices/${command.invoiceId}`;
  }
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

/** The latest change of every invoice was decided, and by nobody twice. */
async function compareFeed(here: Installation) {
  const bad: string[] = [];
  const behind = await ask<{ agent: string; lane: number; left: string }>(
    here,
    `select c.agent, c.lane, h.last - c.seq as left from feed_cursor c join feed_head h using (connection_id, lane)
      where h.last <> c.seq`,
  );
  for (const { agent, lane, left } of behind)
    bad.push(`${agent} has ${left} changes to read in lane ${lane}.`);
  const undecided = await ask<{ subject_id: string; lane: number; seq: string }>(
    here,
    `select c.subject_id, c.lane, max(c.seq) as seq from change c where c.kind = 'invoice'
      group by 1, 2
     having not exists (select from run r where r.lane = c.lane and r.seq = max(c.seq) and r.subject_id = c.subject_id)
        and not exists (select from invoice i where i.id = c.subject_id and i.deleted_at is not null)`,
  );
  for (const { subject_id: id, seq } of undecided)
    bad.push(`Invoice ${id} is undecided since change ${seq}.`);
  const parked = await ask<{ subject_id: string; error: { message: string } }>(
    here,
    'select subject_id, error from parked_change',
  );
  for (const row of parked) bad.push(`Invoice ${row.subject_id} was parked: ${row.error.message}`);
  const [counted] = await ask<{ changes: number; runs: number }>(
    here,
    'select (select count(*)::int from change) as changes, (select count(*)::int from run) as runs',
  );
  return { bad, figures: { changes: counted?.changes ?? 0, runs: counted?.runs ?? 0 } };
}

async function compareTrail(here: Installation) {
  const { publicKey } = await loadAnchorKey(here.purserData);
  const verdict = await verifyTrail(CONNECTION, { db: here.owner, publicKey, dataDir: here.purserData });
  const bad = verdict.valid ? [] : [`The trail is not valid: ${verdict.problem}`];
  return { bad, figures: { 'audit entries': verdict.entries, anchors: verdict.anchors.checked } };
}

async function compareMirror(here: Installation) {
  const { records, differences } = await compareWithSource(here.owner, CONNECTION, here.sandbox);
  const bad = differences.map(
    ({ resource, id, problem, where }) => `${resource}/${id}: ${problem}${where ? ` at ${where}` : ''}.`,
  );
  return { bad, figures: { 'records in Coupa and mirror': records } };
}

function compareProcesses({ parts }: Installation) {
  const bad = parts.flatMap((part) => part.endedByThemselves.map((said) => `Ended unasked, ${said}`));
  const largest = Math.max(...parts.map((part) => part.memoryMaxMiB()));
  if (largest > MEMORY_MAX_MIB) bad.push(`A process grew to ${Math.round(largest)} MiB.`);
  const starts = parts.reduce((sum, part) => sum + part.counts.starts, 0);
  const failed = parts.reduce((sum, part) => sum + part.counts.failedStarts, 0);
  return {
    bad,
    figures: { 'process starts': starts, 'starts cut short': failed, 'largest MiB': Math.round(largest) },
  };
}

/** Everything at rest: nothing queued, nothing unread, nothing waiting to be read again. */
export async function isAtRest(here: Installation): Promise<boolean> {
  const [row] = await ask<{ open: number }>(
    here,
    `select (select count(*) from command where state in ('queued', 'sending', 'done'))::int
          + (select count(*) from read_hint)::int
          + (select count(*) from feed_cursor c join feed_head h using (connection_id, lane) where h.last > c.seq)::int
          + (select count(*) from watermark where phase = 'first_load')::int as open`,
  );
  return row?.open === 0;
}

/** Commands that some process has in hand for longer than two leases, or that nobody took up for so long. */
export async function heldTooLong(here: Installation, leaseMs: number): Promise<string[]> {
  const rows = await ask<{ id: string; state: string; over_ms: number }>(
    here,
    `select id, state, round(extract(epoch from clock_timestamp() - coalesce(lease_until, next_at)) * 1000)::int as over_ms
       from command where state = 'sending' and coalesce(lease_until, next_at) < clock_timestamp() - make_interval(secs => $1)`,
    [(2 * leaseMs) / 1_000],
  );
  return rows.map(
    ({ id, state, over_ms }) => `Command ${id} is ${state}, its lease ended ${over_ms} ms ago.`,
  );
}
