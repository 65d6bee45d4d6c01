import { canonicalJson, type JsonValue, sha256 } from '#kernel/canonical-json.ts';
import { assert } from '#kernel/errors.ts';
import type { AuditEntry, RecordEntry } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';

/** Who did what an entry tells of. `id` is stable; `name` is how people know them. */
export interface EntryWho {
  readonly kind: 'person' | 'agent' | 'system';
  readonly id: string;
  readonly name: string;
}

/** One thing that happened, before it has its place in the chain. It must hold no secret: entries are never deleted. */
export interface EntryDraft {
  /** One word for filters: `approval_decided`, `action_done`. */
  readonly what: string;
  readonly who: EntryWho;
  /** The door it came through, such as `screen` or `act`. */
  readonly via?: string;
  /** What it is about: `invoice/4711`. */
  readonly subject?: string;
  /** One plain sentence for people. */
  readonly text: string;
  readonly data?: JsonValue;
}

/** Where an entry stands in its chain. `hash` is 64 hex digits. */
export interface RecordedEntry {
  readonly seq: string;
  readonly hash: string;
}

/** What stands before the first entry: it names the connection, so that no chain can pass for another's. */
export function genesisHash(connectionId: string): Buffer {
  return sha256(`purser audit chain 1\n${connectionId}`);
}

/** The text that is hashed and stored: canonical JSON, so that equal entries always have equal bytes. */
function bodyParts(
  { what, who, via, subject, text, data }: EntryDraft,
  at: Date,
): [before: string, after: string] {
  // Cut where the number goes, so that the database can put it in while it holds the head.
  const before = canonicalJson({ at: at.toISOString(), data }).slice(0, -1);
  const after = canonicalJson({ subject, text, via, what, who }).slice(1);
  return [`${before},"seq":`, `,${after}`];
}

/** The link of the chain: SHA-256 of the previous hash followed by the body in UTF-8. */
export function chainHash(previous: Uint8Array, body: string): Buffer {
  return sha256(Buffer.concat([previous, Buffer.from(body, 'utf8')]));
}

/**
 * Adds entries to the connection's chain inside the transaction of the work they tell of. It locks the head of the
 * chain until the transaction ends, so call it last, once, with everything there is to say.
 */
export async function recordEntries(
  tx: Tx,
  connectionId: string,
  drafts: readonly EntryDraft[],
  now: Date,
): Promise<RecordedEntry[]> {
  const [only] = drafts;
  if (only === undefined) return [];
  if (drafts.length === 1) {
    const recorded = await appendOne(tx, connectionId, only, now);
    if (recorded !== undefined) return [recorded];
  }
  const head = await lockHead(tx, connectionId);
  const recorded: RecordedEntry[] = [];
  const bodies: string[] = [];
  const hashes: Buffer[] = [];
  let previous = head.hash;
  drafts.forEach((draft, index) => {
    const seq = head.seq + index + 1;
    const body = bodyParts(draft, now).join(String(seq));
    previous = chainHash(previous, body);
    bodies.push(body);
    hashes.push(previous);
    recorded.push({ seq: String(seq), hash: previous.toString('hex') });
  });
  await tx.execute(
    `with head as (
       update audit_head set seq = $2::bigint + cardinality($4::text[]), hash = $9 where connection_id = $1)
     insert into audit_entry (connection_id, seq, at, what, who, subject, body, hash)
     select $1, $2::bigint + e.place, $3, e.what, e.who, e.subject, e.body, e.hash
       from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[])
            with ordinality as e (what, who, subject, body, hash, place)`,
    [
      connectionId,
      String(head.seq),
      now,
      drafts.map((draft) => draft.what),
      drafts.map((draft) => draft.who.id),
      drafts.map((draft) => draft.subject ?? null),
      bodies,
      hashes,
      previous,
    ],
    { name: 'audit-append' },
  );
  return recorded;
}

/**
 * One entry in one statement: an action records its entries one at a time, and each round trip is one that others
 * wait for the head. Undefined: there is no head yet.
 */
async function appendOne(
  tx: Tx,
  connectionId: string,
  draft: EntryDraft,
  now: Date,
): Promise<RecordedEntry | undefined> {
  const [before, after] = bodyParts(draft, now);
  const [row] = await tx.queryArrays(
    `with head as (
       update audit_head
          set seq = seq + 1,
              hash = sha256(case when seq = 0 then $7::bytea else hash end
                            || convert_to($5 || (seq + 1)::text || $6, 'UTF8'))
        where connection_id = $1 returning seq, hash)
     insert into audit_entry (connection_id, seq, at, what, who, subject, body, hash)
     select $1, head.seq, $2, $3, $4, $8, $5 || head.seq::text || $6, head.hash from head
     returning seq, encode(hash, 'hex')`,
    [
      connectionId,
      now,
      draft.what,
      draft.who.id,
      before,
      after,
      genesisHash(connectionId),
      draft.subject ?? null,
    ],
    { name: 'audit-append-one' },
  );
  return row === undefined ? undefined : { seq: String(row[0]), hash: String(row[1]) };
}

/** One entry; see {@link recordEntries}. */
export async function recordEntry(
  tx: Tx,
  connectionId: string,
  draft: EntryDraft,
  now: Date,
): Promise<RecordedEntry> {
  const [recorded] = await recordEntries(tx, connectionId, [draft], now);
  assert(recorded !== undefined, 'One entry recorded gives one entry back.');
  return recorded;
}

/** The same for operations, whose caller is always a person. */
export const recordOperationEntry: RecordEntry = (tx, connectionId, entry, now) =>
  recordEntry(tx, connectionId, draftOf(entry), now);

function draftOf(entry: AuditEntry): EntryDraft {
  return { ...entry, who: { kind: 'person', ...entry.who } };
}

async function lockHead(tx: Tx, connectionId: string): Promise<{ seq: number; hash: Buffer }> {
  const read = () =>
    tx.query<{ seq: string; hash: Buffer }>(
      'select seq, hash from audit_head where connection_id = $1 for update',
      [connectionId],
      { name: 'audit-head' },
    );
  let [row] = await read();
  if (row === undefined) {
    await tx.execute(
      'insert into audit_head (connection_id, seq, hash) values ($1, 0, $2) on conflict do nothing',
      [connectionId, genesisHash(connectionId)],
    );
    [row] = await read();
  }
  assert(row !== undefined, `The chain of ${connectionId} has a head.`);
  const seq = Number(row.seq);
  return { seq, hash: seq === 0 ? genesisHash(connectionId) : row.hash };
}
