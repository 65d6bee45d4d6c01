import { type EntryWho, recordEntry } from '#audit/record-entry.ts';
import { type InstanceUrlRules, readInstanceUrl } from '#coupa/client/instance-url.ts';
import type { CoupaCredentials } from '#coupa/client/oauth-token.ts';
import { ConflictError, InputError } from '#kernel/errors.ts';
import type { Database, Tx } from '#store/database.ts';
import { writeSecret } from './connection-secrets.queries.ts';
import { COUPA_CLIENT, storedClientText } from './coupa-client-secret.ts';
import type { KeyRing } from './secret-box.ts';

/** A connection as an administrator describes it. */
export interface ConnectionDraft {
  /** Stable, in every key of every table: `acme`. Lower case, digits and underscores, at most 41 characters. */
  readonly id: string;
  readonly name: string;
  /** `https://acme.coupahost.com`. */
  readonly coupaUrl: string;
  /** IANA zone in which the books are kept; it says which day is today. Default UTC. */
  readonly timeZone?: string;
  readonly credentials: CoupaCredentials;
  /** The Coupa user our writes are made as, where it is known. */
  readonly serviceUserId?: string;
  readonly isSandbox?: boolean;
  /** Lanes of the feed, 1 to 64: how much may be decided at the same time. Default 4; fixed from then on. */
  readonly lanes?: number;
}

export interface CreateConnectionDeps {
  readonly db: Database;
  readonly ring: KeyRing;
  readonly now: Date;
  readonly who: EntryWho;
  /** Agents that follow the connection; each gets a cursor in every lane. */
  readonly agentIds: readonly string[];
  readonly urlRules?: InstanceUrlRules;
  /** What must be there from the first moment on, such as the first policy; same transaction. */
  readonly alongside?: (tx: Tx) => Promise<void>;
}

const LANES_DEFAULT = 4;

/**
 * Makes a connection with everything that hangs on it: feed heads, cursors, audit chain, sealed credentials.
 * @throws PurserError `invalid_input` for id, zone or lanes, `coupa_url_refused`, `connection_exists`.
 */
export async function createConnection(draft: ConnectionDraft, deps: CreateConnectionDeps): Promise<void> {
  const { origin } = readInstanceUrl(draft.coupaUrl, deps.urlRules);
  const lanes = draft.lanes ?? LANES_DEFAULT;
  assertUsable(draft, lanes);
  await deps.db.inConnection(draft.id, async (tx) => {
    const made = await tx.execute(
      `insert into connection (connection_id, name, coupa_url, time_zone, lanes, service_user_id, is_sandbox, plan)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
      [
        draft.id,
        draft.name,
        origin,
        draft.timeZone ?? 'UTC',
        lanes,
        draft.serviceUserId ?? null,
        draft.isSandbox ?? false,
        (draft.isSandbox ?? false) ? 'quick' : 'standard',
      ],
    );
    if (made === 0)
      throw new ConflictError('connection_exists', `There is a connection ${draft.id} already.`);
    await tx.execute(
      'insert into feed_head (connection_id, lane) select $1, lane from generate_series(0, $2::int - 1) lane',
      [draft.id, lanes],
    );
    await addAgents(tx, draft.id, deps.agentIds);
    await writeSecret(
      tx,
      deps.ring,
      { connectionId: draft.id, name: COUPA_CLIENT },
      storedClientText(draft.credentials),
    );
    await deps.alongside?.(tx);
    await tx.execute("select pg_notify('hint', $1)", [draft.id]);
    await recordEntry(
      tx,
      draft.id,
      {
        what: 'connection_created',
        who: deps.who,
        text: `The connection ${draft.name} to ${origin} was made.`,
        data: { coupaUrl: origin, scopes: [...draft.credentials.scopes], lanes },
      },
      deps.now,
    );
  });
}

/** Gives agents a place in every lane of the connection; those that have one keep it. */
export async function addAgents(tx: Tx, connectionId: string, agentIds: readonly string[]): Promise<void> {
  await tx.execute(
    `insert into feed_cursor (agent, connection_id, lane)
     select agent, $1, head.lane from unnest($2::text[]) agent cross join feed_head head
      where head.connection_id = $1 on conflict do nothing`,
    [connectionId, agentIds],
  );
}

function assertUsable(draft: ConnectionDraft, lanes: number): void {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(draft.id)) {
    throw new InputError(
      `Expected a connection id of lower-case letters, digits and underscores, found "${draft.id.slice(0, 60)}".`,
    );
  }
  if (!Number.isInteger(lanes) || lanes < 1 || lanes > 64) {
    throw new InputError(`Expected 1 to 64 lanes, found ${lanes}.`);
  }
  assertTimeZone(draft.timeZone ?? 'UTC');
}

/** @throws PurserError `invalid_input` for what is no IANA time zone. */
export function assertTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new InputError(`Expected a time zone such as Europe/Berlin, found "${timeZone.slice(0, 60)}".`);
  }
}
