import type { Duplex } from 'node:stream';
import pg from 'pg';
import { assert, PurserError } from '#kernel/errors.ts';
import { type ContentCache, createContentCache } from './content-cache.ts';

// A business day must not become an instant in some zone, and no number may lose a digit: both stay text.
pg.types.setTypeParser(1082, (text) => text);
pg.types.setTypeParser(1184, (text) => new Date(text).toISOString());

export interface QueryOptions {
  /** Names a prepared statement; give one to what runs thousands of times. */
  readonly name?: string;
}

/**
 * One open transaction. Everything that touches tenant rows takes one. Statements run in the order they are asked for;
 * those that do not need each other's answers may be asked for at once, and leave without waiting.
 */
export interface Tx {
  /** Rows as objects. `json` columns arrive parsed, `numeric`, `bigint` and `date` as text, `timestamptz` as ISO text. */
  query<Row = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<Row[]>;
  /** Rows as arrays, for sets of thousands. */
  queryArrays(text: string, values?: readonly unknown[], options?: QueryOptions): Promise<unknown[][]>;
  /** How many rows the statement touched. */
  execute(text: string, values?: readonly unknown[], options?: QueryOptions): Promise<number>;
  /**
   * What is to be done last of all, such as locking a row that many wait for. It may read, and the statement it gives
   * leaves together with the commit, so the row stays locked for these two alone and not for the way back and forth.
   * Nothing comes back from the statement; its failure is the transaction's.
   */
  atCommit(prepare: () => Promise<LastStatement | undefined>): void;
  /** What never changes and may be remembered between transactions of this process. */
  readonly contents: ContentCache;
  /** Makes this transaction one of that connection: row level security shows its rows and no others. */
  enter(connectionId: string): Promise<void>;
  /** The connection it is in. */
  readonly connectionId: string | undefined;
}

export interface LastStatement {
  readonly text: string;
  /** What the driver always knows how to write: a statement it stumbled over would be left out and the rest committed. */
  readonly values: readonly (string | number | null | Date | Buffer | readonly (string | Buffer | null)[])[];
  readonly name?: string;
}

type AtCommit = () => Promise<LastStatement | undefined>;

/** One transaction while it runs. */
interface Open {
  readonly client: pg.PoolClient;
  readonly atCommit: AtCommit[];
  /** What PostgreSQL said last about a statement, other than that the transaction had failed before it. */
  failure?: unknown;
}

/** The database as the application sees it: a role that owns nothing and cannot pass row level security. */
export interface Database {
  /** Runs the work in one transaction inside one connection. Commits when it resolves, rolls back when it throws. */
  inConnection<T>(connectionId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A transaction in no connection: tenant rows are out of reach until {@link Tx.enter}. */
  inDispatch<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Calls back on each NOTIFY of the channel; reconnects by itself and then calls back once, since some may be lost. */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const CONNECTION_ID = /^[a-z_][a-z0-9_]{0,40}$/;

/** Seconds a statement, and an idle transaction, may take before the server ends it: no lane stays locked by a ghost. */
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_TRANSACTION_TIMEOUT_MS = 20_000;

/**
 * Opens a pool on a PostgreSQL URL.
 * @throws PurserError `database_unavailable` (retryable) from every call while the server is away.
 */
export function openDatabase(
  url: string,
  options: { connectionsMax?: number; name?: string } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connectionsMax ?? 10,
    application_name: options.name ?? 'purser',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // What is sent without waiting for the answer before it saves the way back and forth.
    pipeline: true,
    options: `-c statement_timeout=${STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=${IDLE_TRANSACTION_TIMEOUT_MS} -c client_connection_check_interval=500`,
  });
  // Without a listener an idle client that loses its server would end the process.
  pool.on('error', () => undefined);
  // The pool stops listening when it hands a client out, a moment before whoever waits for it can begin to; a server
  // that dies right then would end the process too.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const contents = createContentCache();
  return {
    pool,
    inConnection: (connectionId, work) =>
      transaction(pool, beginInside(connectionId), (open) => work(txOf(open, contents, connectionId))),
    inDispatch: (work) => transaction(pool, 'begin', (open) => work(txOf(open, contents))),
    listen: (channel, onNotify) => listen(url, channel, onNotify),
    close: () => pool.end(),
  };
}

function beginInside(connectionId: string): string {
  if (!CONNECTION_ID.test(connectionId)) {
    throw new PurserError('not_found', `There is no connection ${connectionId.slice(0, 60)}.`);
  }
  // One round trip instead of two; the id is checked above, so it can stand in the text.
  return `begin; select set_config('purser.connection_id', '${connectionId}', true)`;
}

async function transaction<T>(pool: pg.Pool, begin: string, work: (open: Open) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((cause: unknown) => {
    throw databaseError(cause);
  });
  let broken: Error | undefined;
  const noteLoss = (error: Error): void => {
    broken = error;
  };
  client.on('error', noteLoss);
  const open: Open = { client, atCommit: [] };
  let isOver = false;
  try {
    // The first statement of the work follows at once: should this fail, no tenant's row is within its reach.
    gather(client);
    const begun = client.query(begin);
    begun.catch(() => undefined);
    const result = await work(open);
    await begun;
    const last: pg.QueryConfig[] = [];
    for (const prepare of open.atCommit) {
      const statement = await prepare();
      if (statement !== undefined) last.push({ ...statement, values: [...statement.values] });
    }
    isOver = true;
    gather(client);
    const statements = last.length === 0 ? [COMMIT] : [UNLOCK_EARLY, ...last, COMMIT_AND_WAIT];
    assertCommitted(await Promise.allSettled(statements.map((statement) => client.query(statement))));
    return result;
  } catch (thrown) {
    // Of statements that left together the first to be heard of may be one that only fell with another.
    const cause = codeOf(thrown) === FELL_WITH_ANOTHER ? (open.failure ?? thrown) : thrown;
    if (broken === undefined && !isOver) {
      await client.query('rollback').catch((error: unknown) => {
        broken = error instanceof Error ? error : new Error(String(error));
      });
    }
    throw databaseError(cause);
  } finally {
    client.off('error', noteLoss);
    client.release(broken);
  }
}

/** Statements of one turn leave in one piece: each write of its own would cost a system call and wake the server. */
function gather(client: pg.PoolClient): void {
  const { stream } = (client as pg.PoolClient & { readonly connection: { readonly stream: Duplex } })
    .connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

const COMMIT: pg.QueryConfig = { text: 'commit' };

/**
 * A commit holds its locks until the disk has it, and only one at a time could do so where all lock one row. So the
 * commit itself does not wait for the disk; a second one behind it does, which locks nothing. PostgreSQL's log is
 * written in order: once the second is on disk the first is, and so is all that was built on it. Until then nobody is
 * told that it is done.
 */
const UNLOCK_EARLY: pg.QueryConfig = { text: 'set local synchronous_commit = off' };
const COMMIT_AND_WAIT: pg.QueryConfig = {
  text: "commit; select pg_logical_emit_message(true, 'purser', '')",
};

/** PostgreSQL answers the commit of a transaction in which something failed with a rollback and no error. */
function assertCommitted(answers: readonly PromiseSettledResult<pg.QueryResult | pg.QueryResult[]>[]): void {
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  const commands = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const isRolledBack = commands.some(({ command }) => command === 'ROLLBACK');
  assert(!isRolledBack, 'A statement failed, and its failure was not passed on: nothing was committed.');
}

function txOf(open: Open, contents: ContentCache, connectionId?: string): Tx {
  const { client } = open;
  let inside = connectionId;
  const run = async (
    text: string,
    values: readonly unknown[] = [],
    options: QueryOptions & { rowMode?: 'array' } = {},
  ): Promise<pg.QueryResult> => {
    gather(client);
    try {
      return await client.query({ ...options, text, values: [...values] });
    } catch (thrown) {
      if (codeOf(thrown) !== FELL_WITH_ANOTHER) open.failure = thrown;
      throw thrown;
    }
  };
  return {
    contents,
    query: async <Row>(text: string, values?: readonly unknown[], options?: QueryOptions) =>
      (await run(text, values, options)).rows as Row[],
    queryArrays: async (text, values, options) =>
      (await run(text, values, { ...options, rowMode: 'array' })).rows as unknown[][],
    execute: async (text, values, options) => (await run(text, values, options)).rowCount ?? 0,
    atCommit: (prepare) => void open.atCommit.push(prepare),
    enter: async (connectionId) => {
      if (!CONNECTION_ID.test(connectionId)) {
        throw new PurserError('not_found', `There is no connection ${connectionId.slice(0, 60)}.`);
      }
      await client.query(`select set_config('purser.connection_id', '${connectionId}', true)`);
      inside = connectionId;
    },
    get connectionId() {
      return inside;
    },
  };
}

const FELL_WITH_ANOTHER = '25P02';

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

const NO_SPACE = new Set(['53100', '53200', '53300', '53400']);
const AWAY = new Set(['57P01', '57P02', '57P03', '08000', '08003', '08006', '08001', '08004']);
// ENOENT: a server that is gone takes its socket with it.
const AWAY_SYSTEM = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'ENOENT']);
const AGAIN = new Set(['40001', '40P01', '55P03', '57014', '25P03']);

/** Turns what the driver throws into what callers can react to; our own errors and bugs pass through unchanged. */
export function databaseError(cause: unknown): unknown {
  if (cause instanceof PurserError || !(cause instanceof Error)) return cause;
  const code = codeOf(cause);
  if (NO_SPACE.has(code)) {
    return new PurserError(
      'database_full',
      'The database refuses to write: no space, memory or connection left.',
      {
        retryable: true,
        cause,
      },
    );
  }
  if (code === '25006') {
    return new PurserError('database_read_only', 'The database is read-only at present.', {
      retryable: true,
      cause,
    });
  }
  if (
    AWAY.has(code) ||
    AWAY_SYSTEM.has(code) ||
    /terminated|not queryable|timeout exceeded when trying to connect/.test(cause.message)
  ) {
    return new PurserError('database_unavailable', 'The database cannot be reached at present.', {
      retryable: true,
      cause,
    });
  }
  if (AGAIN.has(code)) {
    return new PurserError('database_busy', 'The database gave up a transaction that can be tried again.', {
      retryable: true,
      cause,
    });
  }
  return cause;
}

const LISTEN_RETRY_MS = 500;

async function listen(
  url: string,
  channel: string,
  onNotify: (payload: string) => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: `purser listen ${channel}`,
      keepAlive: true,
    });
    next.on('notification', (message) => onNotify(message.payload ?? ''));
    next.on('error', () => again());
    next.on('end', () => again());
    await next.connect();
    await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = next;
  };
  const again = (): void => {
    if (stopped || timer !== undefined) return;
    client = undefined;
    timer = setTimeout(() => {
      timer = undefined;
      connect().then(
        () => onNotify(''),
        () => again(),
      );
    }, LISTEN_RETRY_MS);
  };
  await connect().catch((cause: unknown) => {
    throw databaseError(cause);
  });
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end();
  };
}
