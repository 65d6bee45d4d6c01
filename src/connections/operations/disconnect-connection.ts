import { z } from 'zod';
import { InputError, NotFoundError } from '#kernel/errors.ts';
import { defineOperation } from '#operation/operation.ts';
import { forgetClient } from '../connection-secrets.queries.ts';

/** Forgets how to reach Coupa. What was read, decided and recorded stays, for auditors and for coming back. */
export const disconnectConnection = defineOperation({
  name: 'disconnect_connection',
  summary: 'Forget the OAuth client and stop reading and writing; the copy and the audit trail stay.',
  http: { method: 'POST', path: '/api/connection/disconnect' },
  input: z.strictObject({ name: z.string() }),
  output: z.strictObject({ state: z.literal('paused') }),
  permission: 'connection.change',
  audit: {
    what: 'connection_disconnected',
    describe: (_input, _output, caller) => ({
      subject: `connection/${caller.connectionId}`,
      text: `${caller.personName} disconnected Coupa; its OAuth client was forgotten here.`,
    }),
  },
  async run({ name }, { connectionId }, { tx }) {
    const [row] = await tx.query<{ name: string }>('select name from connection where connection_id = $1', [
      connectionId,
    ]);
    if (row === undefined) throw new NotFoundError('connection', connectionId);
    if (name.trim() !== row.name) {
      const says = `Expected the name of the connection, ${row.name}, so that none is left by mistake.`;
      throw new InputError(says, { issues: [{ pointer: '/name', says }] });
    }
    await tx.execute("update connection set state = 'paused' where connection_id = $1", [connectionId]);
    await forgetClient(tx, connectionId);
    await tx.execute("select pg_notify('hint', $1)", [connectionId]);
    return { state: 'paused' as const };
  },
});
