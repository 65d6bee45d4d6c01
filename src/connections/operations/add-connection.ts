import { z } from 'zod';
import { ConflictError } from '#kernel/errors.ts';
import { type Caller, defineOperation } from '#operation/operation.ts';
import type { ConnectionCheck } from '../check-connection.ts';
import { createConnection } from '../create-connection.ts';
import { listConnections } from '../ensure-connection.ts';
import { runCheck, shown } from './check-connection.ts';
import { checkOutput, clientInput, nameInput, timeZoneInput } from './connection-input.ts';
import type { ConnectionOperationsDeps } from './connection-operations.ts';

const ID_CHARACTERS_MAX = 30;

interface Made {
  readonly id: string;
  readonly check: ConnectionCheck;
}

/**
 * Connects a further Coupa. It is tried out first, and made only where it can be read; whoever makes it is its first
 * administrator.
 */
export const addConnection = (deps: ConnectionOperationsDeps) =>
  defineOperation<Input, z.output<typeof output>, Made>({
    name: 'add_connection',
    summary: 'Connect a further Coupa, after trying it out; whoever does it is its first administrator.',
    http: { method: 'POST', path: '/api/connections' },
    input,
    output,
    permission: 'connection.change',
    audit: {
      what: 'connection_added',
      describe: (asked, { id }, caller) => ({
        subject: `connection/${id}`,
        text: `${caller.personName} connected ${asked.name} as ${id}.`,
        data: { coupaUrl: asked.coupaUrl },
      }),
    },
    async before(asked, caller, { db, now }) {
      const check = await runCheck(asked, deps);
      assertUsable(check);
      const known = await listConnections(db);
      const id = freeId(asked.name, new Set(known.map((one) => one.id)));
      await createConnection(
        {
          id,
          name: asked.name,
          coupaUrl: asked.coupaUrl,
          ...(asked.timeZone === undefined ? {} : { timeZone: asked.timeZone }),
          credentials: { ...asked, scopes: check.granted },
        },
        {
          db,
          ring: deps.ring,
          now,
          who: whoOf(caller),
          agentIds: deps.agentIds,
          ...(deps.urlRules === undefined ? {} : { urlRules: deps.urlRules }),
          alongside: (tx) => deps.alongside(tx, id, caller),
        },
      );
      return { id, check };
    },
    async run(_asked, _caller, { prepared }) {
      return { id: prepared?.id ?? '', check: shown(prepared?.check) };
    },
  });

const input = z.strictObject({ name: nameInput, timeZone: timeZoneInput.optional(), ...clientInput });
const output = z.strictObject({ id: z.string(), check: checkOutput });

type Input = z.output<typeof input>;

/** @throws ConflictError `connection_unusable` with the steps, so that a screen can show which one failed. */
export function assertUsable(check: ConnectionCheck): void {
  if (check.isUsable) return;
  const failed = check.steps.find(({ state }) => state === 'failed');
  throw new ConflictError(
    'connection_unusable',
    `${failed?.title ?? 'A step'}: ${failed?.says ?? 'it cannot be read.'} Nothing was changed.`,
    { steps: check.steps },
  );
}

export function whoOf({ personId, personName }: Caller) {
  return { kind: 'person' as const, id: personId, name: personName };
}

/** `Acme Europe GmbH` as `acme_europe_gmbh`; a number behind it where that is taken. */
function freeId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, ID_CHARACTERS_MAX);
  const base = plain === '' ? 'coupa' : plain;
  if (!taken.has(base)) return base;
  let at = 2;
  while (taken.has(`${base}_${at}`)) at += 1;
  return `${base}_${at}`;
}
