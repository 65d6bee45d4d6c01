import { z } from 'zod';
import { NotFoundError } from '#kernel/errors.ts';
import { defineOperation } from '#operation/operation.ts';
import { lockOpenApproval } from './approval.queries.ts';

/** Hands an open approval to a person, or back to nobody. */
export const assignApproval = defineOperation({
  name: 'assign_approval',
  summary: 'Assign a proposal that waits to a person, or to nobody.',
  http: { method: 'POST', path: '/api/approvals/:id/assignee' },
  input: z.strictObject({ id: z.string().min(1).max(60), personId: z.string().max(60).nullable() }),
  output: z.strictObject({
    invoiceId: z.string(),
    assignedTo: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  }),
  permission: 'approvals.assign',
  audit: {
    what: 'approval_assigned',
    describe: (input, output, caller) => ({
      subject: `invoice/${output.invoiceId}`,
      text: `${caller.personName} assigned the proposal to ${output.assignedTo?.name ?? 'nobody'}.`,
      data: { approval: input.id, to: input.personId },
    }),
  },

  async run(input, caller, { tx }) {
    const approval = await lockOpenApproval(tx, input.id);
    const [person] =
      input.personId === null
        ? []
        : await tx.query<{ name: string }>(
            `select p.name from member m join person p using (person_id)
              where m.connection_id = $1 and m.person_id = $2 and m.active`,
            [caller.connectionId, input.personId],
          );
    if (input.personId !== null && person === undefined) throw new NotFoundError('person', input.personId);
    await tx.execute('update approval set assigned_to = $2 where id = $1', [input.id, input.personId]);
    await tx.execute(`select pg_notify('screen', $1)`, [caller.connectionId]);
    const assignedTo = input.personId === null ? null : { id: input.personId, name: person?.name ?? '' };
    return { invoiceId: approval.subject_id, assignedTo };
  },
});
