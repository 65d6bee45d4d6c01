import { z } from 'zod';
import { readInstanceUrl } from '#coupa/client/instance-url.ts';
import { describeError, InputError } from '#kernel/errors.ts';
import type { Caller, OperationDeps } from '#operation/operation.ts';
import { defineOperation } from '#operation/operation.ts';
import { type ConnectionCheck, checkConnection } from '../check-connection.ts';
import { readSecret } from '../connection-secrets.queries.ts';
import { COUPA_CLIENT, readStoredClient } from '../coupa-client-secret.ts';
import { checkOutput, clientInput } from './connection-input.ts';
import type { ConnectionOperationsDeps } from './connection-operations.ts';

/** A check asks some twenty times; a screen waits no longer than half a minute. */
const CHECK_MS_MAX = 25_000;

const input = z.strictObject({
  ...clientInput,
  clientId: clientInput.clientId.optional(),
  clientSecret: clientInput.clientSecret.optional(),
  coupaUrl: clientInput.coupaUrl.optional(),
});

type Input = z.output<typeof input>;

/** Tries out an address and a client before anything is kept, or the ones that are kept. */
export const checkConnectionOperation = (deps: ConnectionOperationsDeps) =>
  defineOperation<Input, z.output<typeof checkOutput>, ConnectionCheck>({
    name: 'check_connection',
    summary: 'Try out a Coupa address and OAuth client step by step; without any, those of this connection.',
    http: { method: 'POST', path: '/api/connection/check' },
    input,
    output: checkOutput,
    permission: 'connection.change',
    audit: { none: 'it only reads, and keeps nothing' },
    before: async (asked, caller, { db }) => runCheck(await draftOf(asked, caller, { db, ...deps }), deps),
    async run(_input, _caller, { prepared }) {
      return shown(prepared);
    },
  });

/** @throws InputError when nothing was found out. */
export function shown(check: ConnectionCheck | undefined): z.output<typeof checkOutput> {
  if (check === undefined) throw new InputError('Expected a check that was made before.');
  return { isUsable: check.isUsable, steps: [...check.steps], scopes: [...check.scopes] };
}

export function runCheck(
  draft: Parameters<typeof checkConnection>[0],
  { clock, urlRules }: ConnectionOperationsDeps,
): Promise<ConnectionCheck> {
  return checkConnection(draft, {
    clock,
    signal: AbortSignal.timeout(CHECK_MS_MAX),
    ...(urlRules === undefined ? {} : { urlRules }),
  });
}

/**
 * What was typed, and for what was left out what is kept. The kept secret goes to the kept address alone: whoever may
 * type an address must not be able to have it sent there.
 */
export async function draftOf(
  asked: {
    readonly coupaUrl?: string | undefined;
    readonly clientId?: string | undefined;
    readonly clientSecret?: string | undefined;
  },
  { connectionId }: Pick<Caller, 'connectionId'>,
  deps: Pick<OperationDeps, 'db'> & ConnectionOperationsDeps,
): Promise<{ coupaUrl: string; clientId: string; clientSecret: string }> {
  const kept = await deps.db.inConnection(connectionId, async (tx) => {
    const [row] = await tx.query<{ coupaUrl: string }>(
      'select coupa_url as "coupaUrl" from connection where connection_id = $1',
      [connectionId],
    );
    const text = await readSecret(tx, deps.ring, { connectionId, name: COUPA_CLIENT });
    return { coupaUrl: row?.coupaUrl ?? '', client: text === undefined ? undefined : readStoredClient(text) };
  });
  const coupaUrl = asked.coupaUrl ?? kept.coupaUrl;
  const clientId = asked.clientId ?? kept.client?.clientId;
  if (clientId === undefined) throw new InputError('Expected the id of an OAuth client, found none.');
  if (asked.clientSecret !== undefined) return { coupaUrl, clientId, clientSecret: asked.clientSecret };
  const isKept = clientId === kept.client?.clientId && isSameOrigin(coupaUrl, kept.coupaUrl);
  if (!isKept || kept.client === undefined) {
    const says = 'Expected the client secret too: the kept one goes to the kept address only.';
    throw new InputError(says, { issues: [{ pointer: '/clientSecret', says }] });
  }
  return { coupaUrl, clientId, clientSecret: kept.client.clientSecret };

  function isSameOrigin(a: string, b: string): boolean {
    try {
      return readInstanceUrl(a, deps.urlRules).origin === b;
    } catch (thrown) {
      const says = describeError(thrown).message;
      throw new InputError(says, { issues: [{ pointer: '/coupaUrl', says }] });
    }
  }
}
