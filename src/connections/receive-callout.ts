import { sha256 } from '#kernel/canonical-json.ts';
import { PurserError } from '#kernel/errors.ts';
import { newId } from '#kernel/id.ts';
import type { Database, Tx } from '#store/database.ts';
import { openCalloutDoor } from './callout-door.ts';
import { findHints } from './find-hints.ts';
import { readCallout } from './read-callout.ts';
import { askToRead, type ReadHint, WHOLE_RESOURCE } from './read-hints.queries.ts';
import type { KeyRing } from './secret-box.ts';
import { type CalloutHeaders, verifyCallout } from './verify-callout.ts';

/** A call-out as it came over HTTP. */
export interface CalloutRequest {
  readonly connectionId: string;
  readonly doorId: string;
  /** Names in lower case. */
  readonly headers: CalloutHeaders;
  /** The bytes as they came; signatures are over these. */
  readonly rawBody: Uint8Array;
  readonly contentType?: string | undefined;
}

export interface CalloutAnswer {
  readonly status: 200 | 400 | 401 | 404 | 409 | 413 | 503;
  readonly body: { readonly ok: boolean; readonly says: string };
}

export interface CalloutDeps {
  readonly db: Database;
  readonly ring: KeyRing;
  readonly now: Date;
}

const BODY_BYTES_MAX = 1_048_576;
/** Lists that may have moved when a call-out does not say what did. */
const LISTS: readonly string[] = ['purchase_orders', 'receiving_transactions', 'approvals', 'invoices'];

/**
 * Takes a call-out. Whatever it says is believed only as far as reading something again; a 200 means that it and the
 * hints in it are in the database for good. A body nobody can read is kept too, and means: look at the lists now.
 * Never throws for what the sender does, nor for a database that is away (503: the sender tries again).
 */
export async function receiveCallout(request: CalloutRequest, deps: CalloutDeps): Promise<CalloutAnswer> {
  if (request.rawBody.length > BODY_BYTES_MAX) return refused(413, 'A call-out may have up to 1 MB.');
  try {
    return await deps.db.inConnection(request.connectionId, (tx) => take(tx, request, deps));
  } catch (thrown) {
    if (!(thrown instanceof PurserError)) throw thrown;
    if (thrown.code === 'not_found') return refused(404, 'There is no such door.');
    if (thrown.code === 'callout_refused') return refused(400, thrown.message);
    if (thrown.retryable) return refused(503, 'It cannot be kept at present; please send it again.');
    throw thrown;
  }
}

async function take(tx: Tx, request: CalloutRequest, deps: CalloutDeps): Promise<CalloutAnswer> {
  const { connectionId } = request;
  const door = await openCalloutDoor(tx, connectionId, request.doorId, deps.ring);
  if (door === undefined) return refused(404, 'There is no such door.');
  const proof = verifyCallout(door, request.headers, request.rawBody, deps.now);
  if (!proof.isGenuine) return refused(401, proof.why);
  const hints = hintsIn(request);
  const messageId = proof.messageId ?? newId('co', deps.now.getTime());
  const bodyHash = sha256(request.rawBody);
  const kept = await tx.execute(
    `insert into callout (connection_id, door_id, message_id, body_hash, body, content_type, hints)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [
      connectionId,
      door.id,
      messageId,
      bodyHash,
      request.rawBody,
      request.contentType?.slice(0, 200) ?? null,
      hints.length,
    ],
  );
  if (kept === 0) return repeated(tx, connectionId, door.id, messageId, bodyHash);
  await askToRead(tx, connectionId, hints);
  return { status: 200, body: { ok: true, says: 'Kept.' } };
}

/** The same message again is fine and does nothing; another one under its id is a mistake, or somebody trying. */
async function repeated(
  tx: Tx,
  connectionId: string,
  doorId: string,
  messageId: string,
  bodyHash: Buffer,
): Promise<CalloutAnswer> {
  const [row] = await tx.query<{ body_hash: Buffer }>(
    'select body_hash from callout where connection_id = $1 and door_id = $2 and message_id = $3',
    [connectionId, doorId, messageId],
  );
  if (row?.body_hash.equals(bodyHash)) return { status: 200, body: { ok: true, says: 'Kept before.' } };
  return refused(409, 'A message with this id and another body was kept before.');
}

function hintsIn(request: CalloutRequest): ReadHint[] {
  const reason = 'call-out';
  let found: ReturnType<typeof findHints> = [];
  try {
    found = findHints(readCallout(request.rawBody, request.contentType));
  } catch (thrown) {
    if (thrown instanceof PurserError && thrown.code === 'callout_refused') throw thrown;
    // Not readable, in whatever way: all it says is that something happened.
  }
  if (found.length > 0) return found.map(({ resource, id }) => ({ resource, recordId: id, reason }));
  return LISTS.map((resource) => ({ resource, recordId: WHOLE_RESOURCE, reason }));
}

function refused(status: CalloutAnswer['status'], says: string): CalloutAnswer {
  return { status, body: { ok: false, says } };
}
