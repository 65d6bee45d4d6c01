import { sha256Hex } from '#kernel/canonical-json.ts';
import type { Clock } from '#kernel/clock.ts';
import { describeError, PurserError } from '#kernel/errors.ts';
import type { Log } from '#kernel/log.ts';
import type { Database, Tx } from '#store/database.ts';
import {
  anchorCopyFile,
  anchorFile,
  appendAnchorLine,
  copyAnchors,
  readLastAnchorLines,
} from './anchor-file.ts';
import type { AnchorKey } from './anchor-key.ts';
import { type AnchorLine, readAnchor, signAnchor } from './anchor-line.ts';
import { append, EMPTY_FRONTIER, type Frontier, leafHash, readEdge, rootOf, writeEdge } from './merkle.ts';
import { genesisHash } from './record-entry.ts';
import { listEntries, readHead } from './trail.queries.ts';

/** What is younger than this, or the last thousand entries, is all that could be cut off unseen. */
export const ANCHOR_EVERY_MS = 60_000;
export const ANCHOR_EVERY_ENTRIES = 1_000;
const LOOK_EVERY_MS = 2_000;
const PAGE_ROWS = 2_000;
const FILE_TAIL_BYTES = 16_384;

export interface AnchorDeps {
  readonly db: Database;
  readonly key: AnchorKey;
  /** Holds `anchors/`; not the database's own folder. */
  readonly dataDir: string;
  /** The second place: a folder. */
  readonly copyDir?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Signs the present root of one connection's trail and puts it outside the database. It reads only the entries since
 * the last anchor, and one process does it at a time.
 * @returns undefined when nothing is new, or another process is at it.
 * @throws PurserError `audit_broken` when the trail is not what was anchored: shorter, or other.
 */
export async function anchorTrail(connectionId: string, deps: AnchorDeps): Promise<AnchorLine | undefined> {
  const { db, dataDir, copyDir } = deps;
  const file = anchorFile(dataDir, connectionId);
  const anchored = await db.inConnection(connectionId, async (tx) => {
    const [lock] = await tx.query<{ got: boolean }>(
      "select pg_try_advisory_xact_lock(hashtext('purser anchor ' || $1)) as got",
      [connectionId],
    );
    if (lock?.got !== true) return undefined;
    const last = await catchUp(tx, connectionId, file, await lastKept(tx, connectionId, deps), deps);
    const head = await readHead(tx, connectionId);
    const seq = head?.seq ?? 0;
    if (seq < last.edge.size)
      throw broken(connectionId, `it has ${seq} entries, ${last.edge.size} were anchored`);
    if (seq === last.edge.size) return undefined;
    const edge = await grow(tx, connectionId, last.edge, seq);
    const line = signAnchor(
      {
        connection: connectionId,
        seq,
        root: rootOf(edge).toString('hex'),
        head: (head?.hash ?? genesisHash(connectionId)).toString('hex'),
        at: deps.clock.now().toISOString(),
        previous: last.line === undefined ? null : sha256Hex(last.line),
      },
      deps.key.privateKey,
    );
    // Outside first: a root that only the database knows would prove nothing.
    await appendAnchorLine(file, line.line);
    await keepAnchor(tx, line, edge);
    return line;
  });
  if (anchored !== undefined && copyDir !== undefined) {
    await copyAnchors(file, anchorCopyFile(copyDir, connectionId)).catch((cause: unknown) =>
      deps.log.error(
        { connection: connectionId, ...describeError(cause) },
        'anchors do not reach their second place',
      ),
    );
  }
  return anchored;
}

interface Anchored {
  readonly edge: Frontier;
  readonly line: string | undefined;
}

/** The last anchor that the database holds, if its signature and its edge are good; else the very beginning. */
async function lastKept(tx: Tx, connectionId: string, { key }: AnchorDeps): Promise<Anchored> {
  const [row] = await tx.query<{ line: string; edge: Buffer }>(
    'select line, edge from audit_anchor where connection_id = $1 order by seq desc limit 1',
    [connectionId],
  );
  const anchor = row === undefined ? undefined : readAnchor(row.line, key.publicKey);
  if (row === undefined || anchor === undefined) return { edge: EMPTY_FRONTIER, line: undefined };
  const edge =
    readEdge(row.edge, { size: anchor.seq, root: anchor.root }) ??
    (await regrow(tx, connectionId, EMPTY_FRONTIER, anchor));
  return { edge, line: row.line };
}

/** What the file has and the database has not, after a crash between the two, is checked and added there. */
async function catchUp(
  tx: Tx,
  connectionId: string,
  file: string,
  kept: Anchored,
  { key }: AnchorDeps,
): Promise<Anchored> {
  let last = kept;
  for (const line of await linesAfter(file, kept.edge.size, key)) {
    const edge = await regrow(tx, connectionId, last.edge, line);
    await keepAnchor(tx, line, edge);
    last = { edge, line: line.line };
  }
  return last;
}

/** Anchors of the file beyond that size, oldest first. Mostly none, so the file is read from its end. */
async function linesAfter(file: string, size: number, key: AnchorKey): Promise<AnchorLine[]> {
  for (let bytes = FILE_TAIL_BYTES; ; bytes *= 16) {
    const { lines, isAll } = await readLastAnchorLines(file, bytes);
    const newer: AnchorLine[] = [];
    let isReached = isAll;
    for (const text of lines.reverse()) {
      const line = readAnchor(text, key.publicKey);
      if (line === undefined) continue;
      if (line.seq <= size) {
        isReached = true;
        break;
      }
      newer.unshift(line);
    }
    if (isReached) return newer;
  }
}

async function regrow(tx: Tx, connectionId: string, from: Frontier, anchor: AnchorLine): Promise<Frontier> {
  const edge = await grow(tx, connectionId, from, anchor.seq);
  if (rootOf(edge).toString('hex') === anchor.root) return edge;
  throw broken(
    connectionId,
    `its first ${anchor.seq} entries are not those that were anchored at ${anchor.at}`,
  );
}

/** The tree with the entries up to that number. */
async function grow(tx: Tx, connectionId: string, from: Frontier, upTo: number): Promise<Frontier> {
  let edge = from;
  while (edge.size < upTo) {
    const entries = await listEntries(tx, connectionId, { after: edge.size, upTo, rowsMax: PAGE_ROWS });
    if (entries[0]?.seq !== edge.size + 1) throw broken(connectionId, `it lacks entry ${edge.size + 1}`);
    edge = append(
      edge,
      entries.map((entry) => leafHash(entry.body)),
    );
  }
  return edge;
}

function broken(connectionId: string, how: string): PurserError {
  return new PurserError('audit_broken', `The audit trail of ${connectionId} was tampered with: ${how}.`, {
    details: { connectionId },
  });
}

async function keepAnchor(tx: Tx, line: AnchorLine, edge: Frontier): Promise<void> {
  await tx.execute(
    'insert into audit_anchor (connection_id, seq, root, line, at, edge) values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
    [line.connection, line.seq, Buffer.from(line.root, 'hex'), line.line, line.at, writeEdge(edge)],
  );
}

/** Anchors every connection's trail each minute or thousand entries, until the signal says stop, and once more then. */
export async function keepAnchoring(
  deps: AnchorDeps,
  options: { readonly signal: AbortSignal },
): Promise<void> {
  const { clock } = deps;
  const anchoredAt = new Map<string, number>();
  for (let isLast = false; ; isLast = options.signal.aborted) {
    for (const { connectionId, open } of await listUnanchored(deps)) {
      const due = (anchoredAt.get(connectionId) ?? 0) + ANCHOR_EVERY_MS;
      if (!isLast && open < ANCHOR_EVERY_ENTRIES && clock.now().getTime() < due) continue;
      anchoredAt.set(connectionId, clock.now().getTime());
      await anchorTrail(connectionId, deps).catch((cause: unknown) =>
        deps.log.error(
          { connection: connectionId, ...describeError(cause) },
          'the trail could not be anchored',
        ),
      );
    }
    if (isLast) return;
    await clock.sleep(LOOK_EVERY_MS, options.signal);
  }
}

async function listUnanchored({ db, log }: AnchorDeps): Promise<{ connectionId: string; open: number }[]> {
  try {
    const rows = await db.inDispatch((tx) =>
      tx.query<{ connection_id: string; seq: string; anchored: string }>(
        'select * from dispatch_unanchored()',
      ),
    );
    return rows.map((row) => ({
      connectionId: row.connection_id,
      open: Number(row.seq) - Number(row.anchored),
    }));
  } catch (cause) {
    log.warn({ ...describeError(cause) }, 'it cannot be told which trails are to be anchored');
    return [];
  }
}
