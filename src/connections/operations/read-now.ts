import { z } from 'zod';
import { ConflictError } from '#kernel/errors.ts';
import { defineOperation } from '#operation/operation.ts';

/** Everything is looked at at once instead of at its next turn; asking twice is asking once. */
export const readNow = defineOperation({
  name: 'read_now',
  summary: 'Look at everything in Coupa now instead of at its next turn.',
  http: { method: 'POST', path: '/api/connection/read-now' },
  input: z.strictObject({}),
  output: z.strictObject({ askedAt: z.string() }),
  permission: 'tasks.work',
  audit: { none: 'reading changes nothing in Coupa' },
  async run(_input, { connectionId }, { tx, now }) {
    const touched = await tx.execute(
      `update connection set read_asked_at = $2 where connection_id = $1 and state = 'active'`,
      [connectionId, now],
    );
    if (touched === 0) {
      throw new ConflictError('connection_paused', 'The connection is paused; resume it first.');
    }
    await tx.execute("select pg_notify('hint', $1)", [connectionId]);
    return { askedAt: now.toISOString() };
  },
});
