import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { loadAnchorKey } from '#audit/anchor-key.ts';
import { recordOperationEntry } from '#audit/record-entry.ts';
import { receiveCallout } from '#connections/receive-callout.ts';
import { createHttpServer } from '#doors/http/server.ts';
import { PurserError } from '#kernel/errors.ts';
import { createPeopleDoor } from '#people/people-door.ts';
import { migrations } from '#store/migrate.ts';
import { connectingOf } from './connecting.ts';
import { createBeat, missingRoles } from './heartbeat.ts';
import { operationsOf } from './operations.ts';
import { createPeopleSealer } from './people-sealer.ts';
import type { ConnectedParts, Running } from './running.ts';
import { openScreenEvents } from './screen-events.ts';

export interface RunningWeb extends Running {
  readonly url: string;
  readonly isSetUpNeeded: boolean;
}

/** The HTTP door with everything behind it. */
export async function startWeb(parts: ConnectedParts): Promise<RunningWeb> {
  const { db, config, log, metrics, clock, ring } = parts;
  const now = (): Date => clock.now();
  const sealer = createPeopleSealer(ring);
  const people = createPeopleDoor({ db, now, recordEntry: recordOperationEntry, sealer });
  const anchoring = {
    key: await loadAnchorKey(config.dataDir),
    dataDir: config.dataDir,
    copyDir: config.anchorCopyDir,
    clock,
    log,
  };
  const events = await openScreenEvents(db);
  const server = await createHttpServer({
    operations: operationsOf(parts, sealer, anchoring, connectingOf(parts)),
    people,
    db,
    now,
    recordEntry: recordOperationEntry,
    log,
    version: parts.version,
    webDir: path.join(parts.root, 'web', 'dist'),
    probes: {
      database: databaseProbe(parts),
      migrations: migrationProbe(parts),
      workers: () => missingRoles(db),
    },
    metrics,
    trustedProxies: config.trustedProxies,
    subscribe: events.subscribe,
    receiveCallout: (request) =>
      receiveCallout({ ...request, contentType: request.headers['content-type'] }, { db, ring, now: now() }),
  });
  await listen(server, config.port, config.host);
  const [address] = server.addresses();
  const port = typeof address === 'object' ? address.port : config.port;
  const host = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    isSetUpNeeded: await people.isSetUpNeeded(),
    stop: async () => {
      await server.close();
      await events.stop();
    },
  };
}

async function listen(server: FastifyInstance, port: number, host: string): Promise<void> {
  try {
    await server.listen({ port, host });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    const why =
      code === 'EADDRINUSE' ? 'something else listens there already' : 'this user may not listen there';
    throw new PurserError(
      'port_unusable',
      `Purser cannot listen on ${host}:${port}: ${why}. Set PURSER_PORT to another port.`,
      { cause },
    );
  }
}

/** A database that can be read and not written is of no use: nothing could be acknowledged. */
function databaseProbe(parts: ConnectedParts): () => Promise<string | undefined> {
  const beat = createBeat(parts);
  return async () => {
    await beat();
    return undefined;
  };
}

function migrationProbe({ db }: ConnectedParts): () => Promise<string | undefined> {
  return async () => {
    const rows = await db.inDispatch((tx) => tx.query<{ name: string }>('select name from purser_migration'));
    const done = new Set(rows.map((row) => row.name));
    const missing = migrations().filter(({ name }) => !done.has(name));
    return missing.length === 0
      ? undefined
      : `Migrations are missing: ${missing.map(({ name }) => name).join(', ')}.`;
  };
}
