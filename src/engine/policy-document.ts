import { z } from 'zod';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { InputError } from '#kernel/errors.ts';
import type { AutonomyPolicy } from './gate.ts';
import type { AnyAgent } from './shapes/agent.ts';
import type { CommandKind } from './shapes/command.ts';

const COMMAND_KINDS = [
  'invoice.submit',
  'invoice.revalidate_tolerances',
  'invoice.dispute',
  'approval.approve',
  'approval.reject',
  'approval.hold',
  'comment.add',
  'custom_field.set',
] as const satisfies readonly CommandKind[];

const amount = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,4})?$/, 'expected an amount such as 5000 or 5000.00; zero means zero');
const fraction = z
  .string()
  .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/, 'expected a fraction from 0 to 1, such as 0.10 for 10 %');

const autonomy = z.strictObject({
  mode: z.enum(['monitor', 'assisted', 'autonomous']),
  exposureMax: z.record(z.string().regex(/^[A-Z]{3}$/, 'expected a currency code such as EUR'), amount),
  atRiskRateMax: fraction,
  probabilityMin: fraction,
  allowsNewSupplier: z.boolean(),
  allowsIrreversible: z.boolean(),
  commands: z.array(z.enum(COMMAND_KINDS)).max(COMMAND_KINDS.length),
});

/** What an administrator decides for one connection: how far each agent may go, and the agent's own settings. */
export const policyDocument = z.strictObject({
  /** Hours after which an approval that was not sent yet must be decided again. */
  approvalMaxAgeHours: z.int().min(1).max(720),
  agents: z.record(z.string(), z.strictObject({ autonomy, settings: z.record(z.string(), z.unknown()) })),
});

export type PolicyDocument = z.output<typeof policyDocument>;

/** Cautious: a person decides everything, and the limits for the day they do not are small. */
export const STARTER_AUTONOMY: AutonomyPolicy = {
  mode: 'assisted',
  exposureMax: { EUR: '5000', GBP: '5000', USD: '5000', JPY: '750000' },
  atRiskRateMax: '0.10',
  probabilityMin: '0.95',
  allowsNewSupplier: false,
  allowsIrreversible: true,
  commands: ['invoice.submit', 'invoice.revalidate_tolerances', 'comment.add'],
};

/** The policy a connection starts with. */
export function starterPolicy(agents: readonly AnyAgent[]): PolicyDocument {
  return policyDocument.parse({
    approvalMaxAgeHours: 72,
    agents: Object.fromEntries(
      agents.map((agent) => [agent.id, { autonomy: STARTER_AUTONOMY, settings: {} }]),
    ),
  });
}

/** One agent's part of a policy, with the settings as the agent reads them. */
export interface AgentPolicy {
  readonly autonomy: AutonomyPolicy;
  readonly settings: unknown;
  readonly settingsText: string;
  readonly settingsHash: Buffer;
  /** Ids of the documents in them, by name. */
  readonly snapshots: Readonly<Record<string, string>>;
}

/**
 * What the policy says of one agent; an agent it does not name only watches.
 * @throws InputError when the agent cannot read its settings.
 */
export function policyOf(document: PolicyDocument, agent: AnyAgent): AgentPolicy {
  const entry = document.agents[agent.id];
  const parsed = agent.settings.safeParse(entry?.settings ?? {});
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    const where = first === undefined ? '' : `${first.path.join('.')}: ${first.message}`;
    throw new InputError(`The settings of ${agent.title} do not fit: ${where}.`, {
      issues: parsed.error.issues,
    });
  }
  // The text holds what was set with every default filled in, so that a later default cannot change an old run.
  const settingsText = canonicalJson(parsed.data);
  return {
    autonomy: entry?.autonomy ?? { ...STARTER_AUTONOMY, mode: 'monitor' },
    settings: parsed.data,
    settingsText,
    settingsHash: sha256(settingsText),
    snapshots: agent.snapshots?.(parsed.data) ?? {},
  };
}
