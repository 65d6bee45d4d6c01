import { z } from 'zod';
import { ConflictError, NotFoundError } from '#kernel/errors.ts';
import { defineOperation } from '#operation/operation.ts';

/** A person says that a task needs no doing; the reason stays on record. */
export const dismissTask = defineOperation({
  name: 'dismiss_task',
  summary: 'Close a task that needs no doing, with the reason.',
  http: { method: 'POST', path: '/api/tasks/:id/dismiss' },
  input: z.strictObject({
    id: z.string().min(1).max(60),
    reason: z.string().trim().min(3, 'say in a few words why').max(2_000),
  }),
  output: z.strictObject({ invoiceId: z.string(), title: z.string() }),
  permission: 'tasks.work',
  audit: {
    what: 'task_dismissed',
    describe: (input, output, caller) => ({
      subject: `invoice/${output.invoiceId}`,
      text: `${caller.personName} dismissed the task "${output.title}": ${input.reason}`,
      data: { task: input.id, reason: input.reason },
    }),
  },

  async run({ id, reason }, caller, { tx, now }) {
    const [task] = await tx.query<{ subject_id: string; title: string; state: string }>(
      'select subject_id, title, state from task where id = $1 for update',
      [id],
    );
    if (task === undefined) throw new NotFoundError('task', id);
    if (task.state !== 'open') throw new ConflictError('task_closed', 'This task is closed already.', { id });
    await tx.execute(
      `update task set state = 'dismissed', closed_at = $2, closed_by = $3, close_reason = $4 where id = $1`,
      [id, now, caller.personName, reason],
    );
    await tx.execute(`select pg_notify('screen', $1)`, [caller.connectionId]);
    return { invoiceId: task.subject_id, title: task.title };
  },
});
