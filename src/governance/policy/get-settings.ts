import { z } from 'zod';
import { currentPolicy, policyHistory } from '#engine/policy.queries.ts';
import { policyDocument } from '#engine/policy-document.ts';
import { defineOperation } from '#operation/operation.ts';

export const writingState = z.strictObject({
  stopped: z.boolean(),
  since: z.string().nullable(),
  by: z.string().nullable(),
  reason: z.string().nullable(),
});

interface WritingRow {
  writing_stopped: boolean;
  writing_changed_at: string | null;
  writing_changed_by: string | null;
  writing_reason: string | null;
}

/** Whether the one switch is thrown. */
export function toWritingState(row: WritingRow): z.output<typeof writingState> {
  return {
    stopped: row.writing_stopped,
    since: row.writing_changed_at,
    by: row.writing_changed_by,
    reason: row.writing_reason,
  };
}

const versionOutput = z.strictObject({
  version: z.number().int(),
  document: policyDocument,
  changedBy: z.string(),
  changedAt: z.string(),
  note: z.string().nullable(),
});

/** How far the agents may go, and the stop switch. */
export const getSettings = defineOperation({
  name: 'get_settings',
  summary: 'Show how far the agents may go, their settings and whether writing is stopped.',
  http: { method: 'GET', path: '/api/settings' },
  input: z.strictObject({}),
  output: z.strictObject({
    mode: z.enum(['monitor', 'assisted', 'autonomous']),
    policy: versionOutput,
    writing: writingState,
    timeZone: z.string(),
  }),
  permission: 'policy.read',
  audit: { none: 'reading changes nothing' },

  async run(_input, _caller, { tx }) {
    const policy = await currentPolicy(tx);
    const [connection] = await tx.query<WritingRow & { time_zone: string }>('select * from connection');
    const modes = Object.values(policy.document.agents).map((agent) => agent.autonomy.mode);
    return {
      mode: modes[0] ?? 'monitor',
      policy: {
        version: policy.version,
        document: policy.document,
        changedBy: policy.changedByName,
        changedAt: policy.changedAt,
        note: policy.note,
      },
      writing: toWritingState(
        connection ?? {
          writing_stopped: true,
          writing_changed_at: null,
          writing_changed_by: null,
          writing_reason: null,
        },
      ),
      timeZone: connection?.time_zone ?? 'UTC',
    };
  },
});

/** Every version of the policy, newest first. */
export const listPolicyVersions = defineOperation({
  name: 'list_policy_versions',
  summary: 'List every version of the policy with who changed it.',
  http: { method: 'GET', path: '/api/policy/history' },
  input: z.strictObject({}),
  output: z.strictObject({ rows: z.array(versionOutput), next: z.null() }),
  permission: 'policy.read',
  audit: { none: 'reading changes nothing' },

  async run(_input, _caller, { tx }) {
    const versions = await policyHistory(tx);
    return {
      rows: versions.map(({ version, document, changedByName, changedAt, note }) => ({
        version,
        document,
        changedBy: changedByName,
        changedAt,
        note,
      })),
      next: null,
    };
  },
});
