import { z } from 'zod';
import { policyChanges } from '#domain/matching/policy-diff.ts';
import { policyFaults } from '#domain/matching/policy-faults.ts';
import { policyId } from '#domain/matching/policy-id.ts';
import { policySchema } from '#domain/matching/policy-schema.ts';
import type { TolerancePolicy } from '#domain/matching/tolerance.ts';
import {
  addPolicy,
  currentPolicy,
  findPolicy,
  type PolicyVersion,
  policyHistory,
} from '#engine/policy.queries.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { InputError, NotFoundError } from '#kernel/errors.ts';
import { fileOutput } from '#operation/file-output.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import { getToleranceEffectOperation, tryTolerancesOperation } from './tolerance-effect.ts';
import { FAULTS_MAX, tolerancesOf, withTolerances } from './tolerances.ts';

/** Whatever is read from the outside is checked as a policy; what is sent out is one. */
const toleranceDocument = z.custom<TolerancePolicy>();
const agent = z.string().min(1).max(60);

/** The JSON schema of a tolerance policy; it knows no company. */
export const showToleranceSchema = defineOperation({
  name: 'show_tolerance_schema',
  summary: 'Show the JSON schema (draft 2020-12) of a tolerance policy.',
  http: { method: 'GET', path: '/api/tolerances/schema' },
  input: z.strictObject({}),
  output: z.record(z.string(), z.unknown()),
  permission: 'policy.read',
  audit: { none: 'reading changes nothing' },
  run: () => Promise.resolve({ ...policySchema() }),
});

/** Everything that can be asked about the tolerances of an agent. */
export function toleranceOperations(agents: readonly AnyAgent[]): readonly AnyOperation[] {
  return [
    showToleranceSchema,
    getTolerances(agents),
    listToleranceVersions(agents),
    exportTolerances(agents),
    checkTolerances(agents),
    changeTolerances(agents),
    getToleranceEffectOperation(agents),
    tryTolerancesOperation(agents),
  ];
}

function getTolerances(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'get_tolerances',
    summary: 'Show the tolerances that an agent decides by, or those of an earlier version of the policy.',
    http: { method: 'GET', path: '/api/agents/:agent/tolerances' },
    input: z.strictObject({ agent, version: z.coerce.number().int().min(1).optional() }),
    output: z.strictObject({
      agent: z.string(),
      title: z.string(),
      /** Of the whole policy; a change must name the one it began from. */
      version: z.number().int(),
      id: z.string(),
      document: toleranceDocument,
      /** False while nobody has set any: the starter policy holds. */
      isSet: z.boolean(),
      changedBy: z.string(),
      changedAt: z.string(),
      note: z.string().nullable(),
    }),
    permission: 'policy.read',
    audit: { none: 'reading changes nothing' },

    async run(input, _caller, { tx }) {
      const found = await findPolicy(tx, input.version);
      if (found === undefined) throw new NotFoundError('version of the policy', String(input.version));
      const tolerances = tolerancesOf(found.document, agents, input.agent);
      return {
        agent: tolerances.agent.id,
        title: tolerances.agent.title,
        version: found.version,
        id: policyId(tolerances.policy),
        document: tolerances.policy,
        isSet: tolerances.isSet,
        changedBy: found.changedByName,
        changedAt: found.changedAt,
        note: found.note,
      };
    },
  });
}

const versionRow = z.strictObject({
  version: z.number().int(),
  id: z.string(),
  changedBy: z.string(),
  changedAt: z.string(),
  note: z.string().nullable(),
  /** Against the version before; empty for the first. */
  changes: z.array(z.string()),
});

function listToleranceVersions(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'list_tolerance_versions',
    summary: 'List the versions of the policy that changed the tolerances, with who, when, why and what.',
    http: { method: 'GET', path: '/api/agents/:agent/tolerances/versions' },
    input: z.strictObject({ agent }),
    output: z.strictObject({ rows: z.array(versionRow), next: z.null() }),
    permission: 'policy.read',
    audit: { none: 'reading changes nothing' },

    async run(input, _caller, { tx }) {
      const versions = await policyHistory(tx);
      return { rows: changedVersions(versions, agents, input.agent), next: null };
    },
  });
}

/** @param versions newest first. */
function changedVersions(
  versions: readonly PolicyVersion[],
  agents: readonly AnyAgent[],
  agentId: string,
): z.output<typeof versionRow>[] {
  const read = versions.map((version) => ({
    version,
    policy: tolerancesOf(version.document, agents, agentId).policy,
  }));
  return read.flatMap(({ version, policy }, index) => {
    const before = read[index + 1]?.policy;
    const id = policyId(policy);
    if (before !== undefined && policyId(before) === id) return [];
    return [
      {
        version: version.version,
        id,
        changedBy: version.changedByName,
        changedAt: version.changedAt,
        note: version.note,
        changes: before === undefined ? [] : changesOf(before, policy),
      },
    ];
  });
}

function changesOf(before: TolerancePolicy, after: TolerancePolicy): string[] {
  const changes = policyChanges(before, after);
  // Such as 0.020 for 0.02: another document, and so another id.
  return changes.length === 0 ? ['Written otherwise, says the same'] : [...changes];
}

function exportTolerances(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'export_tolerances',
    summary: 'Download the tolerances as a file, exactly as purser match takes them.',
    http: { method: 'GET', path: '/api/agents/:agent/tolerances/export' },
    input: z.strictObject({ agent, version: z.coerce.number().int().min(1).optional() }),
    output: fileOutput,
    permission: 'policy.read',
    audit: { none: 'reading changes nothing' },

    async run(input, _caller, { tx }) {
      const found = await findPolicy(tx, input.version);
      if (found === undefined) throw new NotFoundError('version of the policy', String(input.version));
      const { policy } = tolerancesOf(found.document, agents, input.agent);
      return {
        file: {
          name: `tolerances-${policyId(policy)}.json`,
          type: 'application/json',
          body: `${JSON.stringify(policy, null, 2)}\n`,
        },
      };
    },
  });
}

function checkTolerances(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'check_tolerances',
    summary:
      'Say everything that is wrong with a tolerance policy, or what it would change. Changes nothing.',
    http: { method: 'POST', path: '/api/agents/:agent/tolerances/check' },
    input: z.strictObject({ agent, document: z.unknown() }),
    output: z.strictObject({
      faults: z.array(z.strictObject({ path: z.array(z.union([z.string(), z.number()])), says: z.string() })),
      id: z.string().nullable(),
      changes: z.array(z.string()),
    }),
    permission: 'policy.change',
    audit: { none: 'it only looks' },

    async run(input, _caller, { tx }) {
      const faults = policyFaults(input.document).slice(0, FAULTS_MAX);
      const { document } = await currentPolicy(tx);
      const { policy } = tolerancesOf(document, agents, input.agent);
      if (faults.length > 0) {
        return { faults: faults.map(({ path, says }) => ({ path: [...path], says })), id: null, changes: [] };
      }
      const wanted = input.document as TolerancePolicy;
      return { faults: [], id: policyId(wanted), changes: [...policyChanges(policy, wanted)] };
    },
  });
}

function changeTolerances(agents: readonly AnyAgent[]): AnyOperation {
  return defineOperation({
    name: 'change_tolerances',
    summary:
      'Put other tolerances in force, as a new version of the policy. Open proposals stay as they are.',
    http: { method: 'PUT', path: '/api/agents/:agent/tolerances' },
    input: z.strictObject({
      agent,
      document: z.unknown(),
      expectedVersion: z.number().int().min(1),
      reason: z.string().trim().min(3, 'say in a few words why').max(2_000),
    }),
    output: z.strictObject({ version: z.number().int(), id: z.string(), changes: z.array(z.string()) }),
    permission: 'policy.change',
    audit: {
      what: 'tolerances_changed',
      describe: (input, output, caller) => ({
        text: `${caller.personName} changed the tolerances to ${output.id}, version ${output.version} of the policy: ${output.changes.join('; ')}.`,
        data: {
          agent: input.agent,
          version: output.version,
          tolerances: output.id,
          changes: output.changes,
          reason: input.reason,
        },
      }),
    },

    async run(input, caller, { tx }) {
      const current = await currentPolicy(tx);
      const before = tolerancesOf(current.document, agents, input.agent);
      const { document, policy } = withTolerances(current.document, before.agent, input.document);
      const id = policyId(policy);
      if (id === policyId(before.policy))
        throw new InputError('Nothing differs from the tolerances in force.');
      const version = await addPolicy(tx, caller.connectionId, {
        document,
        expectedVersion: input.expectedVersion,
        by: { id: caller.personId, name: caller.personName },
        note: input.reason,
      });
      await tx.execute(`select pg_notify('screen', $1)`, [caller.connectionId]);
      return { version, id, changes: changesOf(before.policy, policy) };
    },
  });
}
