import { canonicalJson, type JsonValue, sha256 } from '#kernel/canonical-json.ts';
import { assert } from '#kernel/errors.ts';
import type { AuditEntry, RecordEntry } from '#operation/operation.ts';
import type { LastStatement, Tx } from '#store/database.ts';

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

/**
 * What stands before the first entry: it names the connection, so that no chain can pass for another's. The database
 * puts the same into the head of a new connection's chain.
 */
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

interface Noted {
  readonly draft: EntryDraft;
  readonly at: Date;
}

const notedIn = new WeakMap<Tx, Map<string, readonly Noted[]>>();

/**
 * Adds entries to the connection's chain inside the transaction of the work they tell of. All that a transaction has
 * to say gets its place when it commits, in the order it was said: everybody of a connection waits for the head of
 * the chain, so it is locked last and for as short as can be.
 */
export async function recordEntries(
  tx: Tx,
  connectionId: string,
  drafts: readonly EntryDraft[],
  now: Date,
): Promise<void> {
  if (drafts.length === 0) return;
  const chains = chainsOf(tx);
  const noted = drafts.map((draft) => ({ draft, at: now }));
  chains.set(connectionId, [...(chains.get(connectionId) ?? []), ...noted]);
}

function chainsOf(tx: Tx): Map<string, readonly Noted[]> {
  const known = notedIn.get(tx);
  if (known !== undefined) return known;
  const chains = new Map<string, readonly Noted[]>();
  notedIn.set(tx, chains);
  tx.atCommit(() => appendAll(tx, chains));
  return chains;
}

/** Nearly always one chain; a person's sign-in stands in that of each of their connections. */
async function appendAll(
  tx: Tx,
  chains: ReadonlyMap<string, readonly Noted[]>,
): Promise<LastStatement | undefined> {
  let last: LastStatement | undefined;
  // Chains are locked in one order everywhere, so that two transactions cannot wait for each other.
  for (const [connectionId, noted] of [...chains].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (last !== undefined) await tx.execute(last.text, last.values, last);
    if (tx.connectionId !== connectionId) await tx.enter(connectionId);
    last = await append(tx, connectionId, noted);
  }
  return last;
}

/** One entry; see {@link recordEntries}. */
export function recordEntry(tx: Tx, connectionId: string, draft: EntryDraft, now: Date): Promise<void> {
  return recordEntries(tx, connectionId, [draft], now);
}

async function append(tx: Tx, connectionId: string, noted: readonly Noted[]): Promise<LastStatement> {
  const [only, ...others] = noted;
  if (only !== undefined && others.length === 0) return appendOne(connectionId, only);
  const parts = noted.map(({ draft, at }) => bodyParts(draft, at));
  const head = await lockHead(tx, connectionId);
  const bodies: string[] = [];
  const hashes: Buffer[] = [];
  let previous = head.hash;
  parts.forEach((part, index) => {
    const body = part.join(String(head.seq + index + 1));
    previous = chainHash(previous, body);
    bodies.push(body);
    hashes.push(previous);
  });
  return {
    name: 'audit-append',
    text: `with head as (
         update audit_head set seq = $2::bigint + cardinality($4::text[]), hash = $9 where connection_id = $1)
       insert into audit_entry (connection_id, seq, at, what, who, subject, body, hash)
       select $1, $2::bigint + e.place, e.at, e.what, e.who, e.subject, e.body, e.hash
         from unnest($3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[])
              with ordinality as e (at, what, who, subject, body, hash, place)`,
    values: [
      connectionId,
      String(head.seq),
      noted.map(({ at }) => at.toISOString()),
      noted.map(({ draft }) => draft.what),
      noted.map(({ draft }) => draft.who.id),
      noted.map(({ draft }) => draft.subject ?? null),
      bodies,
      hashes,
      previous,
    ],
  };
}

/** One entry in one statement: an action records its entries one at a time. */
function appendOne(connectionId: string, { draft, at }: Noted): LastStatement {
  const [before, after] = bodyParts(draft, at);
  return {
    name: 'audit-append-one',
    // Without a head there is nothing to add to: the body is null then, which the table refuses.
    text: `with head as (
         update audit_head
            set seq = seq + 1,
                hash = sha256(hash || convert_to($5 || (seq + 1)::text || $6, 'UTF8'))
          where connection_id = $1 returning seq, hash)
       insert into audit_entry (connection_id, seq, at, what, who, subject, body, hash)
       select $1, head.seq, $2, $3, $4, $7, $5 || head.seq::text || $6, head.hash
         from (values (1)) entry left join head on true`,
    values: [connectionId, at, draft.what, draft.who.id, before, after, draft.subject ?? null],
  };
}

/** The same for operations, whose caller is always a person. */
export const recordOperationEntry: RecordEntry = (tx, connectionId, entry, now) =>
  recordEntry(tx, connectionId, draftOf(entry), now);

function draftOf(entry: AuditEntry): EntryDraft {
  return { ...entry, who: { kind: 'person', ...entry.who } };
}

async function lockHead(tx: Tx, connectionId: string): Promise<{ seq: number; hash: Buffer }> {
  const [row] = await tx.query<{ seq: string; hash: Buffer }>(
    'select seq, hash from audit_head where connection_id = $1 for update',
    [connectionId],
    { name: 'audit-head' },
  );
  assert(row !== undefined, `The chain of ${connectionId} has a head.`);
  return { seq: Number(row.seq), hash: row.hash };
}
