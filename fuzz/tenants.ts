import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { AGENTS } from '#agents/registry.ts';
import { loadAnchorKey } from '#audit/anchor-key.ts';
import { recordOperationEntry } from '#audit/record-entry.ts';
import { newSecretKey, readKeyRing } from '#connections/secret-box.ts';
import { takeTurn } from '#engine/dispatch-changes.ts';
import { systemClock } from '#kernel/clock.ts';
import { describeError, PurserError } from '#kernel/errors.ts';
import { silentLog } from '#kernel/log.ts';
import { connectingOf } from '#main/connecting.ts';
import { operationsOf } from '#main/operations.ts';
import { createPeopleSealer } from '#main/people-sealer.ts';
import type { AnyOperation, Caller } from '#operation/operation.ts';
import { runOperation } from '#operation/run-operation.ts';
import { permissionsOf, ROLE_IDS } from '#people/roles.ts';
import type { Database } from '#store/database.ts';
import { type BenchCluster, startCluster } from '../bench/cluster.ts';
import { type BenchCompany, benchCompany } from '../bench/company.ts';
import { decidingWith, loadInvoicePage, loadOrders, prepareConnection } from '../bench/load-company.ts';
import type { Dice } from '../chaos/dice.ts';
import { createTally, type FuzzTarget } from './fuzz-target.ts';

const OURS = 'acme';
const THEIRS = 'umbra';
/** Stands in every text of the other tenant that a person could read. */
const CANARY = 'Umbracanary';
const THEIR_FIRST = 800_001;
const NOBODYS = ['799999', 'apr_nowhere', 'run.0.1', 'cmd_nowhere', 'tsk_nowhere'];

/** Every operation that takes an id, called in one tenant with ids of another; the answer is that of an id nobody has. */
export const tenantIsolation: FuzzTarget = {
  promise:
    'No id of another tenant is answered otherwise than an id nobody has, and nothing of theirs is shown.',
  trials: 10_000,
  async run(trials, dice) {
    const cluster = await startCluster();
    const dataDir = mkdtempSync(path.join(os.tmpdir(), 'purser-fuzz-'));
    try {
      const theirs = await fillTenants(cluster);
      const key = await loadAnchorKey(dataDir);
      const anchors = { key, dataDir, clock: systemClock, log: silentLog };
      const sealer = createPeopleSealer(readKeyRing(newSecretKey()));
      const connecting = connectingOf({
        ring: readKeyRing(newSecretKey()),
        clock: systemClock,
        agents: AGENTS,
      });
      const operations = operationsOf({ agents: AGENTS }, sealer, anchors, connecting).filter(takesId);
      return await tryOperations(cluster, operations, { theirs, trials, dice });
    } finally {
      await cluster.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function tryOperations(
  cluster: BenchCluster,
  operations: readonly AnyOperation[],
  { theirs, trials, dice }: { theirs: readonly string[]; trials: number; dice: Dice },
) {
  const tally = createTally();
  const before = await rowsOf(cluster, THEIRS);
  const caller: Caller = {
    personId: 'per_acme',
    personName: 'Ada',
    connectionId: OURS,
    permissions: permissionsOf(ROLE_IDS),
    coupaUserId: undefined,
    via: 'screen',
  };
  for (let trial = 0; trial < trials; trial += 1) {
    const operation = dice.pick(operations);
    const foreign = dice.pick(theirs) ?? '';
    const nobody = dice.pick(NOBODYS) ?? '';
    if (operation === undefined) throw new Error('No operation takes an id.');
    const one = await outcomeOf(cluster.db, operation, caller, foreign);
    const other = await outcomeOf(cluster.db, operation, caller, nobody);
    tally.count(`${operation.name}: ${one.code}`);
    if (one.text.includes(CANARY)) tally.fault(`${operation.name} shows ${one.text.slice(0, 300)}`);
    if (one.code !== other.code) {
      tally.fault(`${operation.name} answers ${foreign} with ${one.code}, ${nobody} with ${other.code}.`);
    }
  }
  if ((await rowsOf(cluster, THEIRS)) !== before) tally.fault('Rows of the other tenant were changed.');
  return tally.result(trials);
}

async function outcomeOf(
  db: Database,
  operation: AnyOperation,
  caller: Caller,
  id: string,
): Promise<{ code: string; text: string }> {
  try {
    const deps = { db, now: () => new Date(), recordEntry: recordOperationEntry };
    const answer: unknown = await runOperation(operation, inputWith(operation, id), caller, deps);
    return { code: 'answered', text: JSON.stringify(answer) };
  } catch (thrown) {
    const { code, message } = describeError(thrown);
    const details = thrown instanceof PurserError ? JSON.stringify(thrown.details) : '';
    return { code, text: `${message} ${details}` };
  }
}

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
}

const ID_FIELD = /^(id|ids|invoice|.*Ids?|supplier|assignee|personId)$/;

function schemaOf(operation: AnyOperation): Schema {
  // JSON Schema as zod writes it; only the parts named above are looked at.
  return z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any' }) as Schema;
}

function takesId(operation: AnyOperation): boolean {
  return Object.keys(schemaOf(operation).properties ?? {}).some((name) => ID_FIELD.test(name));
}

/** What the operation needs, with the id wherever one can stand. */
function inputWith(operation: AnyOperation, id: string): unknown {
  const fill = (schema: Schema): unknown => {
    if (schema.enum !== undefined) return schema.enum[0];
    if (schema.anyOf !== undefined) return fill(schema.anyOf[0] ?? {});
    if (schema.type === 'array') return [fill(schema.items ?? {})];
    if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1);
    if (schema.type === 'boolean') return false;
    if (schema.type !== 'object') return id;
    const wanted = Object.entries(schema.properties ?? {}).filter(
      ([name]) => schema.required?.includes(name) === true || ID_FIELD.test(name) || name === 'reason',
    );
    return Object.fromEntries(wanted.map(([name, inner]) => [name, fill(inner)]));
  };
  return fill(schemaOf(operation));
}

/** Two tenants with decided invoices. @returns ids of everything the other one has. */
async function fillTenants({ db, ownerUrl }: BenchCluster): Promise<string[]> {
  const ours = benchCompany(100);
  const theirs = renamed(benchCompany(100, THEIR_FIRST));
  for (const [id, company] of [
    [OURS, ours],
    [THEIRS, theirs],
  ] as const) {
    await prepareConnection(db, id);
    await loadOrders(db, id, company);
    for (const page of company.invoicePages) await loadInvoicePage(db, id, page);
  }
  const deps = decidingWith(db);
  for (const agent of AGENTS) while ((await takeTurn(agent, deps)) === 'worked');
  const rows = await db.inConnection(THEIRS, (tx) =>
    tx.query<{ id: string }>(
      `select id from approval union all select id from invoice union all select id from purchase_order
       union all select id from receipt union all select agent || '.' || lane || '.' || seq from run
       union all select id from command union all select id from task`,
    ),
  );
  if (rows.length < 200 || ownerUrl === '') throw new Error('The other tenant has next to nothing.');
  return rows.map((row) => row.id);
}

function renamed(company: BenchCompany): BenchCompany {
  const rename = (text: string): string =>
    text.replaceAll('Supplier ', `${CANARY} `).replaceAll('RE-', CANARY);
  return {
    ...company,
    orders: company.orders.map(rename),
    receipts: company.receipts.map(rename),
    invoicePages: company.invoicePages.map(rename),
  };
}

/** What a person could change of a tenant, as one text. */
async function rowsOf({ db }: BenchCluster, connectionId: string): Promise<string> {
  return db.inConnection(connectionId, async (tx) => {
    const parts: unknown[] = [];
    for (const table of ['approval', 'task', 'command', 'policy', 'connection', 'audit_head', 'member']) {
      parts.push(await tx.query(`select t::text as row from ${table} t order by 1`));
    }
    return JSON.stringify(parts);
  });
}
