import { type EmbeddedPostgres, ensureDatabase, startEmbeddedPostgres } from '#store/embedded-postgres.ts';
import { freePort } from '#store/free-port.ts';

/** A durable PostgreSQL of its own whose postmaster can be killed. */
export interface KillableDatabase {
  /** The owner's URL; the same after each start. */
  readonly url: string;
  isUp(): boolean;
  /** SIGKILL to the postmaster; it is started again at once. Resolves when it answers. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const NAME = 'chaos';
const START_TRIES = 200;

export async function startKillableDatabase(dataDir: string): Promise<KillableDatabase> {
  const port = await freePort();
  let server: EmbeddedPostgres | undefined = await startEmbeddedPostgres({ dataDir, port });
  await ensureDatabase(server.ownerUrl('postgres'), NAME);
  const url = server.ownerUrl(NAME);
  return {
    url,
    isUp: () => server !== undefined,
    kill: async () => {
      if (server === undefined) return;
      const { pid } = server;
      server = undefined;
      process.kill(pid, 'SIGKILL');
      server = await startAgain(dataDir, port);
    },
    stop: async () => {
      await server?.stop();
    },
  };
}

/** Backends of a killed postmaster end when they notice; until then PostgreSQL refuses to start on their memory. */
async function startAgain(dataDir: string, port: number): Promise<EmbeddedPostgres> {
  let last: unknown;
  for (let attempt = 0; attempt < START_TRIES; attempt += 1) {
    try {
      return await startEmbeddedPostgres({ dataDir, port });
    } catch (thrown) {
      last = thrown;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw last;
}
