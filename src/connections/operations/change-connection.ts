import { z } from 'zod';
import { defineOperation } from '#operation/operation.ts';
import type { ConnectionCheck } from '../check-connection.ts';
import { type ConnectionUpdate, updateConnection } from '../update-connection.ts';
import { assertUsable } from './add-connection.ts';
import { draftOf, runCheck } from './check-connection.ts';
import { clientInput, nameInput, timeZoneInput } from './connection-input.ts';
import type { ConnectionOperationsDeps } from './connection-operations.ts';

const input = z.strictObject({
  name: nameInput.optional(),
  timeZone: timeZoneInput.optional(),
  coupaUrl: clientInput.coupaUrl.optional(),
  clientId: clientInput.clientId.optional(),
  clientSecret: clientInput.clientSecret.optional(),
  /** Asks Coupa again which scopes the client has, as after an administrator there added one. */
  refreshScopes: z.boolean().optional(),
  state: z.enum(['active', 'paused']).optional(),
});

type Input = z.output<typeof input>;

interface Prepared {
  readonly update: ConnectionUpdate;
  readonly check: ConnectionCheck | undefined;
}

/**
 * Changes name, time zone, address or client of the connection, or pauses it. A new address or client is tried out
 * before it takes the place of the old, which goes on meanwhile: rotating a secret leaves no gap.
 */
export const changeConnection = (deps: ConnectionOperationsDeps) =>
  defineOperation<Input, { scopes: string[] | null }, Prepared>({
    name: 'change_connection',
    summary:
      'Change name, zone, address or OAuth client of the connection, or pause it; a new client is tried first.',
    http: { method: 'PUT', path: '/api/connection' },
    input,
    output: z.strictObject({ scopes: z.array(z.string()).nullable() }),
    permission: 'connection.change',
    audit: {
      what: 'connection_changed',
      describe: (asked, { scopes }, caller) => ({
        subject: `connection/${caller.connectionId}`,
        text: `${caller.personName} changed the connection: ${changeWords(asked)}.`,
        data: {
          ...(asked.coupaUrl === undefined ? {} : { coupaUrl: asked.coupaUrl }),
          ...(asked.clientId === undefined ? {} : { clientId: asked.clientId }),
          ...(scopes === null ? {} : { scopes }),
        },
      }),
    },
    async before(asked, caller, { db }) {
      const { name, timeZone, state, refreshScopes, coupaUrl, clientId, clientSecret } = asked;
      const plain: ConnectionUpdate = {
        ...(name === undefined ? {} : { name }),
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(state === undefined ? {} : { state }),
      };
      const isNewClient = coupaUrl !== undefined || clientId !== undefined || clientSecret !== undefined;
      if (!isNewClient && refreshScopes !== true) return { update: plain, check: undefined };
      const draft = await draftOf(asked, caller, { db, ...deps });
      const check = await runCheck(draft, deps);
      assertUsable(check);
      const credentials = { ...draft, scopes: check.granted };
      return { update: { ...plain, coupaUrl: draft.coupaUrl, credentials }, check };
    },
    async run(_asked, { connectionId }, { tx, prepared }) {
      await updateConnection(tx, connectionId, prepared?.update ?? {}, deps);
      const granted = prepared?.check?.granted;
      if (granted === undefined) return { scopes: null };
      await tx.execute(
        'update connection set granted_scopes = $2, probed_at = now() where connection_id = $1',
        [connectionId, granted],
      );
      return { scopes: [...granted] };
    },
  });

function changeWords(asked: Input): string {
  const words = [
    asked.name === undefined ? [] : [`name ${asked.name}`],
    asked.timeZone === undefined ? [] : [`time zone ${asked.timeZone}`],
    asked.coupaUrl === undefined ? [] : [`address ${asked.coupaUrl}`],
    asked.clientId === undefined && asked.clientSecret === undefined ? [] : ['OAuth client'],
    asked.refreshScopes === true ? ['scopes asked for again'] : [],
    asked.state === undefined ? [] : [asked.state === 'paused' ? 'paused' : 'resumed'],
  ].flat();
  return words.length === 0 ? 'nothing' : words.join(', ');
}
