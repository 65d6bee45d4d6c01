import { z } from 'zod';
import { defineOperation } from '#operation/operation.ts';
import type { Tx } from '#store/database.ts';
import { toWritingState, writingState } from './get-settings.ts';

const input = z.strictObject({ reason: z.string().trim().min(3, 'say in a few words why').max(2_000) });

async function setWriting(
  tx: Tx,
  change: { connectionId: string; stopped: boolean; by: string; reason: string; now: Date },
): Promise<z.output<typeof writingState>> {
  const { stopped, by, reason, now } = change;
  const [row] = await tx.query<{
    writing_stopped: boolean;
    writing_changed_at: string;
    writing_changed_by: string;
    writing_reason: string;
  }>(
    `update connection set writing_stopped = $1, writing_changed_at = $2, writing_changed_by = $3, writing_reason = $4
      returning writing_stopped, writing_changed_at, writing_changed_by, writing_reason`,
    [stopped, now, by, reason],
  );
  await tx.execute(`select pg_notify('command', ''), pg_notify('screen', $1)`, [change.connectionId]);
  return toWritingState(
    row ?? {
      writing_stopped: true,
      writing_changed_at: null,
      writing_changed_by: null,
      writing_reason: null,
    },
  );
}

/** One switch stops all writing to Coupa within two seconds; what is queued stays queued. */
export const stopWriting = defineOperation({
  name: 'stop_writing',
  summary: 'Stop all writing to Coupa within two seconds. What is queued waits.',
  http: { method: 'POST', path: '/api/writing/stop' },
  input,
  output: writingState,
  permission: 'writing.stop',
  audit: {
    what: 'writing_stopped',
    describe: ({ reason }, _output, caller) => ({
      text: `${caller.personName} stopped all writing to Coupa: ${reason}`,
      data: { reason },
    }),
  },
  run: ({ reason }, { connectionId, personName }, { tx, now }) =>
    setWriting(tx, { connectionId, stopped: true, by: personName, reason, now }),
});

/** Lets writing go on; what was queued is sent, after the checks that every command passes anyway. */
export const resumeWriting = defineOperation({
  name: 'resume_writing',
  summary: 'Let writing to Coupa go on. What waited is sent.',
  http: { method: 'POST', path: '/api/writing/resume' },
  input,
  output: writingState,
  permission: 'writing.resume',
  audit: {
    what: 'writing_resumed',
    describe: ({ reason }, _output, caller) => ({
      text: `${caller.personName} let writing to Coupa go on: ${reason}`,
      data: { reason },
    }),
  },
  run: ({ reason }, { connectionId, personName }, { tx, now }) =>
    setWriting(tx, { connectionId, stopped: false, by: personName, reason, now }),
});
