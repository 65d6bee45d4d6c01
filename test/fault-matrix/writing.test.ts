import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectCoupa } from '#coupa/client/connect.ts';
import { createInMemoryTokenCache } from '#coupa/client/in-memory-token-cache.ts';
import { createCoupaReader } from '#coupa/client/read/reader.ts';
import { enqueueCommands } from '#engine/act.queries.ts';
import { ACT_TIMINGS, type ActTimings } from '#engine/act.ts';
import { createCommandRemote } from '#engine/commands/command-remote.ts';
import { dispatchCommands } from '#engine/dispatch-commands.ts';
import type { Clock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/log.ts';
import { type WatchedSandbox, watchSandbox } from '../with-watched-sandbox.ts';
import { type PreparedCommand, prepareCommands } from './commands-to-send.ts';
import { type Cell, openTable, pageText, plain } from './matrix-page.ts';
import { IMPATIENT_MS, over, PATIENT_MS, WEATHERS, type Weather } from './weathers.ts';

const table = openTable('Writing');
let watched: WatchedSandbox;
let sleptMs = 0;
let isCoupaWaiting = false;
const leaping: Clock = {
  now: () => new Date(Date.now() + sleptMs),
  sleep: async (ms) => {
    sleptMs += ms;
    if (isCoupaWaiting) watched.sandbox.passTime(ms);
  },
};

beforeAll(async () => {
  watched = await watchSandbox({ seed: 43, invoices: 30, months: 1, clock: leaping });
});
afterAll(async () => {
  await watched.close();
  if (table.isWriting) table.save();
});

/** Nothing is tried a second time before we say so. */
const ONE_TRY: ActTimings = {
  ...ACT_TIMINGS,
  sendWindowMs: PATIENT_MS,
  requestTimeoutMs: PATIENT_MS,
  readLagMs: 600_000,
  backoffMinMs: 600_000,
  backoffMaxMs: 600_000,
};
/** The waits between tries are over at once. */
const AT_ONCE: ActTimings = { ...ONE_TRY, readLagMs: 0, backoffMinMs: 0, backoffMaxMs: 0 };

/** Works as a process of the product would, until told that it is enough. */
async function work(timings: ActTimings, isEnough: (tries: number) => Promise<boolean>): Promise<void> {
  const stop = new AbortController();
  let tries = 0;
  const { env, url } = watched.sandbox;
  await dispatchCommands(
    {
      db: watched.server.test.db,
      clock: leaping,
      log: silentLog,
      timings,
      // Each try by a client of its own, so that no command meets what another has met.
      remoteFor: async () => {
        const connection = connectCoupa({
          url,
          credentials: {
            clientId: env.client_id,
            clientSecret: env.client_secret,
            scopes: env.scope_all.split(' '),
          },
          clock: leaping,
          rateLimit: { take: async () => undefined, penalise: () => undefined },
          tokenCache: createInMemoryTokenCache(),
          random: () => 0.5,
        });
        return createCommandRemote(
          { connection, reader: createCoupaReader(connection) },
          env.service_user_id,
        );
      },
      onAct: () => {
        tries += 1;
        void isEnough(tries).then((enough) => enough && stop.abort());
      },
    },
    { signal: stop.signal },
  );
}

async function queue(prepared: readonly PreparedCommand[]): Promise<void> {
  const { connectionId } = watched;
  await watched.server.test.db.inConnection(connectionId, async (tx) => {
    for (const { command } of prepared) {
      await enqueueCommands(
        tx,
        connectionId,
        {
          commands: [command],
          origin: 'policy',
          originId: null,
          askedBy: { id: 'three-way-match', name: 'Three-way match' },
          run: { agent: 'three-way-match', lane: 0, seq: '1' },
          subjectId: command.invoiceId,
        },
        new Date(),
      );
    }
  });
}

/** `PUT invoices/N/submit` */
const CALL = /\b(PUT|POST) [a-z]+\/N[\w/]*/;

/** How the page of the invoice puts it. */
async function shown({ command }: PreparedCommand): Promise<string> {
  const { commands } = await watched.see(`/api/invoices/${command.invoiceId}`);
  const { state, error } = commands[0];
  return error === null ? state : `${state}: ${plain(error).replace(CALL, 'the call')}`;
}

const openCommands = async () =>
  (await watched.rows("select 1 from command where state in ('queued', 'sending')")).length;

/** All eight commands in one weather: the first try in it, and what follows when it is fine again. */
async function carryOut(weather: Weather): Promise<ReadonlyMap<string, Cell>> {
  const { sandbox, server, connectionId } = watched;
  const prepared = await prepareCommands(watched, `W${WEATHERS.indexOf(weather)}`);
  // Whatever lags behind knows of them by then.
  sandbox.passTime(30_000);
  await watched.turn();
  const before = sandbox.ledger().length;
  isCoupaWaiting = weather.endsByWaiting === true;
  sandbox.faults.set(
    weather.isOfReads
      ? over(weather, '^/api/', ['GET'])
      : prepared.flatMap(({ path, method }) => over(weather, `^${path}($|\\?)`, [method])),
  );
  const timings = { ...ONE_TRY, ...(weather.isSilent ? { requestTimeoutMs: IMPATIENT_MS } : {}) };
  // Where time passes by waiting it passes for everybody, as in one after another it would not.
  for (const some of weather.endsByWaiting ? prepared.map((one) => [one]) : [prepared]) {
    await queue(some);
    await work(timings, async (tries) => tries >= some.length);
  }
  const seen = new Map<string, string>();
  for (const one of prepared) seen.set(one.command.kind, await shown(one));

  if (weather.lastsMs === undefined) sandbox.faults.set([]);
  sandbox.passTime((weather.lastsMs ?? 0) + 900_000);
  sleptMs += (weather.lastsMs ?? 0) + 900_000;
  await server.test.db.inConnection(connectionId, (tx) =>
    tx.execute("update command set next_at = clock_timestamp() where state in ('queued', 'sending')"),
  );
  if ((await openCommands()) > 0) await work(AT_ONCE, async () => (await openCommands()) === 0);
  const done = sandbox.ledger().slice(before);
  const cells = new Map<string, Cell>();
  for (const one of prepared) {
    const times = done.filter(({ verb, path }) => verb === one.method && path === one.path).length;
    const end = `${(await shown(one)).split(':')[0]}, ${TIMES[times] ?? `${times} times`} in Coupa`;
    cells.set(one.command.kind, { seen: seen.get(one.command.kind) ?? '', end });
  }
  return cells;
}

const TIMES = ['not', 'once', 'twice'];
const KINDS = [
  'invoice.submit',
  'invoice.revalidate_tolerances',
  'invoice.dispute',
  'approval.approve',
  'approval.reject',
  'approval.hold',
  'comment.add',
  'custom_field.set',
];

describe.each(WEATHERS)('$name: $what', (weather) => {
  let cells: ReadonlyMap<string, Cell>;
  beforeAll(async () => {
    cells = await carryOut(weather);
  });
  it('is described', () => {
    expect(pageText()).toContain(`\n| ${weather.name} | ${weather.what} |\n`);
  });

  it.each(KINDS)('%s', (kind) => {
    const cell = cells.get(kind);
    expect(cell).toBeDefined();
    if (cell && table.isWriting) table.note(weather.name, kind, cell);
    else expect(cell).toEqual(table.cell(weather.name, kind));
    // Nothing is done twice but what can be done twice without a difference.
    if (kind !== 'invoice.revalidate_tolerances') expect(cell?.end).not.toMatch(/twice|times/);
  });
});
