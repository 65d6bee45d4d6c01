import { type EntryDraft, type EntryWho, recordEntries } from '#audit/record-entry.ts';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { assert } from '#kernel/errors.ts';
import { newId, timeOfId } from '#kernel/id.ts';
import type { Tx } from '#store/database.ts';
import { insertRows } from '#store/insert-rows.ts';
import { describeCommand, type NamedRecord } from './commands/describe-command.ts';
import type { CoupaCommand } from './shapes/command.ts';

/** Commands that follow from one decision, in the order in which they are to be carried out. */
export interface CommandSet {
  readonly commands: readonly CoupaCommand[];
  /** A person approved it, or the policy let it pass. */
  readonly origin: 'approval' | 'policy';
  /** The approval's id; null for a policy. */
  readonly originId: string | null;
  readonly askedBy: { readonly id: string; readonly name: string };
  /** The Coupa user the deciding person is mapped to; approvals may be given only in their name or the service user's. */
  readonly coupaUserId?: string | undefined;
  readonly run: { readonly agent: string; readonly lane: number; readonly seq: string };
  readonly subjectId: string;
  readonly record?: NamedRecord;
}

export interface QueuedCommands {
  /** Ids for each set, in the order of its commands. A command that is under way already gives the id it has. */
  readonly ids: readonly (readonly string[])[];
  /** What the audit trail has to say of them; the caller records it with its own entries, last in the transaction. */
  readonly entries: readonly EntryDraft[];
}

/** The same words on the same invoice are not said again within this time, whoever asks. */
const COMMENT_REPEAT_DAYS = 30;

const COLUMNS =
  'command (connection_id, id, kind, body, body_hash, subject_id, origin, origin_id, asked_by, asked_by_name, coupa_user_id, run_agent, run_lane, run_seq)';
const CASTS = 'text text text json bytea text text text text text text text int bigint'.split(' ');

/**
 * Queues commands for the write door and wakes it. It leaves the audit entries to the caller, for transactions that
 * have more to record; everybody else calls {@link enqueueCommands}.
 */
export async function queueCommands(
  tx: Tx,
  connectionId: string,
  sets: readonly CommandSet[],
  now: Date,
): Promise<QueuedCommands> {
  const wanted = sets.flatMap((set, place) =>
    set.commands.map((command) => ({ set, place, command, hash: sha256(canonicalJson(command)) })),
  );
  if (wanted.length === 0) return { ids: sets.map(() => []), entries: [] };
  const underWay = await listUnderWay(tx, connectionId, sets);
  // Ids sort by age, and commands of one subject are carried out in the order of their ids.
  // Those that wait already came first, also when the clock has gone back since.
  const after = [...underWay.values()].map((id) => (timeOfId(id) ?? 0) + 1);
  const at = after.reduce((latest, time) => Math.max(latest, time), now.getTime());
  const fresh = wanted.map(() => newId('cmd', at)).sort();
  const ids: string[][] = sets.map(() => []);
  const entries: EntryDraft[] = [];
  const rows: unknown[][] = [];
  wanted.forEach(({ set, place, command, hash }, index) => {
    const key = `${set.subjectId}/${hash.toString('hex')}`;
    const known = underWay.get(key);
    const id = known ?? fresh[index];
    assert(id !== undefined, 'There is an id for each command.');
    ids[place]?.push(id);
    if (known !== undefined) return;
    underWay.set(key, id);
    rows.push(rowOf(connectionId, id, set, command, hash));
    entries.push(entryOf(id, set, command));
  });
  await insertRows(tx, COLUMNS, CASTS, rows);
  if (rows.length > 0) await tx.query("select pg_notify('command', '')");
  return { ids, entries };
}

/** Queues the commands of one decision with their audit entries. @returns their ids, in order. */
export async function enqueueCommands(
  tx: Tx,
  connectionId: string,
  set: CommandSet,
  now: Date,
): Promise<readonly string[]> {
  const queued = await queueCommands(tx, connectionId, [set], now);
  await recordEntries(tx, connectionId, queued.entries, now);
  return queued.ids[0] ?? [];
}

/** {@link enqueueCommands} for many decisions at once, in a handful of statements. */
export async function enqueueCommandSets(
  tx: Tx,
  connectionId: string,
  sets: readonly CommandSet[],
  now: Date,
): Promise<readonly (readonly string[])[]> {
  const queued = await queueCommands(tx, connectionId, sets, now);
  await recordEntries(tx, connectionId, queued.entries, now);
  return queued.ids;
}

/** Who the audit trail names for a command: the person who approved it, or the agent whose proposal passed by policy. */
export function whoAsked(origin: string, askedBy: { id: string; name: string }): EntryWho {
  return { kind: origin === 'approval' ? 'person' : 'agent', id: askedBy.id, name: askedBy.name };
}

async function listUnderWay(
  tx: Tx,
  connectionId: string,
  sets: readonly CommandSet[],
): Promise<Map<string, string>> {
  const subjects = [...new Set(sets.map((set) => set.subjectId))];
  const rows = await tx.query<{ subject_id: string; body_hash: Buffer; id: string }>(
    `select subject_id, body_hash, id from command
      where connection_id = $1 and subject_id = any($2)
        and (state in ('queued', 'sending', 'done')
          or (kind = 'comment.add' and state in ('confirmed', 'flagged')
              and queued_at > now() - make_interval(days => $3)))`,
    [connectionId, subjects, COMMENT_REPEAT_DAYS],
    { name: 'commands-under-way' },
  );
  return new Map(rows.map((row) => [`${row.subject_id}/${row.body_hash.toString('hex')}`, row.id]));
}

function rowOf(
  connectionId: string,
  id: string,
  set: CommandSet,
  command: CoupaCommand,
  hash: Buffer,
): unknown[] {
  const { origin, originId, askedBy, coupaUserId, run, subjectId } = set;
  const asked = [origin, originId, askedBy.id, askedBy.name, coupaUserId ?? null];
  const decided = [run.agent, run.lane, run.seq];
  return [connectionId, id, command.kind, canonicalJson(command), hash, subjectId, ...asked, ...decided];
}

function entryOf(id: string, set: CommandSet, command: CoupaCommand): EntryDraft {
  const { origin, originId, askedBy, run } = set;
  const why = origin === 'approval' ? 'approved by a person' : 'let pass by the policy';
  return {
    what: 'command_queued',
    who: whoAsked(origin, askedBy),
    via: 'engine',
    subject: `invoice/${command.invoiceId}`,
    text: `${describeCommand(command, set.record)}: queued, ${why}.`,
    data: { commandId: id, command: { ...command }, origin, originId, run: { ...run } },
  };
}
