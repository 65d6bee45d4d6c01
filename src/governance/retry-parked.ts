import { z } from 'zod';
import { ConflictError, NotFoundError } from '#kernel/errors.ts';
import { defineOperation } from '#operation/operation.ts';

/** Puts a change that was set aside back into the feed, at its end, to be decided again. */
export const retryParked = defineOperation({
  name: 'retry_parked_change',
  summary: 'Try again to decide an invoice that was set aside after repeated failures.',
  http: { method: 'POST', path: '/api/parked/:id/retry' },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: z.strictObject({ subject: z.string() }),
  permission: 'connection.change',
  audit: {
    what: 'parked_change_retried',
    describe: (input, output, caller) => ({
      subject: output.subject,
      text: `${caller.personName} asked to decide this invoice again.`,
      data: { parked: input.id },
    }),
  },

  async run({ id }, caller, { tx, now }) {
    const [parked] = await tx.query<{
      lane: number;
      kind: string;
      subject_id: string;
      retried_at: string | null;
    }>('select lane, kind, subject_id, retried_at from parked_change where id = $1 for update', [id]);
    if (parked === undefined) throw new NotFoundError('parked change', id);
    if (parked.retried_at !== null)
      throw new ConflictError('already_retried', 'This was tried again already.', { id });
    await tx.execute('update parked_change set retried_at = $2, retried_by = $3 where id = $1', [
      id,
      now,
      caller.personName,
    ]);
    await tx.execute(
      `with head as (update feed_head set last = last + 1 where connection_id = $1 and lane = $2 returning last)
       insert into change (connection_id, lane, seq, kind, subject_id, cause) select $1, $2, last, $3, $4, 'policy' from head`,
      [caller.connectionId, parked.lane, parked.kind, parked.subject_id],
    );
    await tx.execute(`select pg_notify('feed', '')`);
    return { subject: `${parked.kind}/${parked.subject_id}` };
  },
});
