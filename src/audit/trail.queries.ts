import { NotFoundError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';

/** One entry as it is stored. */
export interface StoredEntry {
  readonly seq: number;
  readonly at: string;
  readonly what: string;
  readonly who: string;
  readonly subject: string | null;
  readonly body: string;
  readonly hash: Buffer;
}

/** Entries in order, above `after` up to and with `upTo`, at most `rowsMax`. */
export async function listEntries(
  tx: Tx,
  connectionId: string,
  { after, upTo, rowsMax }: { after: number; upTo: number; rowsMax: number },
): Promise<StoredEntry[]> {
  const rows = await tx.queryArrays(
    `select seq, at, what, who, subject, body, hash from audit_entry
      where connection_id = $1 and seq > $2 and seq <= $3 order by seq limit $4`,
    [connectionId, after, upTo, rowsMax],
    { name: 'audit_list' },
  );
  return rows.map(toEntry);
}

/** Numbers of the entries about one subject, in order. */
export async function listSeqs(tx: Tx, connectionId: string, subject: string): Promise<number[]> {
  const rows = await tx.queryArrays(
    'select seq from audit_entry where connection_id = $1 and subject = $2 order by seq',
    [connectionId, subject],
  );
  return rows.map(([seq]) => Number(seq));
}

/**
 * An export of nothing would look like a proof that nothing happened.
 * @throws NotFoundError when there is no entry about that invoice.
 */
export async function assertHasEntries(tx: Tx, connectionId: string, invoiceId: string): Promise<void> {
  const [row] = await tx.query(
    'select 1 from audit_entry where connection_id = $1 and subject = $2 limit 1',
    [connectionId, `invoice/${invoiceId}`],
  );
  if (row === undefined) throw new NotFoundError('audit entry about invoice', invoiceId);
}

/** How many entries there are, by the head of the chain and by the entries themselves. */
export async function readHead(
  tx: Tx,
  connectionId: string,
): Promise<{ seq: number; hash: Buffer } | undefined> {
  const [row] = await tx.query<{ seq: string; hash: Buffer }>(
    'select seq, hash from audit_head where connection_id = $1',
    [connectionId],
  );
  return row === undefined ? undefined : { seq: Number(row.seq), hash: row.hash };
}

/** The anchors as the database knows them; they lie outside as well. */
export async function listAnchorLines(tx: Tx, connectionId: string): Promise<string[]> {
  const rows = await tx.query<{ line: string }>(
    'select line from audit_anchor where connection_id = $1 order by seq',
    [connectionId],
  );
  return rows.map((row) => row.line);
}

export interface AnchorRow {
  readonly line: string;
  readonly edge: Buffer;
}

/** The anchor that covers an entry first, and the one before it. */
export async function anchorsAround(
  tx: Tx,
  connectionId: string,
  seq: number,
): Promise<{ covering: AnchorRow | undefined; before: AnchorRow | undefined }> {
  const [covering] = await tx.query<AnchorRow>(
    'select line, edge from audit_anchor where connection_id = $1 and seq >= $2 order by seq limit 1',
    [connectionId, seq],
  );
  const [before] = await tx.query<AnchorRow>(
    'select line, edge from audit_anchor where connection_id = $1 and seq < $2 order by seq desc limit 1',
    [connectionId, seq],
  );
  return { covering, before };
}

function toEntry([seq, at, what, who, subject, body, hash]: readonly unknown[]): StoredEntry {
  return {
    seq: Number(seq),
    at: String(at),
    what: String(what),
    who: String(who),
    subject: subject === null ? null : String(subject),
    body: String(body),
    hash: hash as Buffer,
  };
}
