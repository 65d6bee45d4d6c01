import type { PolicyVersion } from '#engine/policy.queries.ts';
import { policyOf } from '#engine/policy-document.ts';
import type { Trial } from '#engine/replay/replay-runs.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { InputError, NotFoundError } from '#kernel/errors.ts';
import { differencesOf } from '../policy/differences.ts';

/** Settings to try, and in words what differs from those in force. */
export interface ChosenTrial {
  readonly trial: Trial;
  readonly differences: readonly string[];
}

/** @throws NotFoundError when there is no such agent. */
export function findAgent(agents: readonly AnyAgent[], id: string): AnyAgent {
  const agent = agents.find((one) => one.id === id);
  if (agent === undefined) throw new NotFoundError('agent', id);
  return agent;
}

/**
 * What to decide past runs under.
 * @param document the agent's whole settings, or a tolerance policy alone, which then takes the place of `tolerances`
 *   in the settings in force; undefined: the settings in force.
 * @throws InputError naming every fault of the document.
 */
export function chooseTrial(agent: AnyAgent, policy: PolicyVersion, document?: unknown): ChosenTrial {
  const { settings: inForce, autonomy } = policyOf(policy.document, agent);
  const settings = document === undefined ? inForce : readSettings(agent, inForce, document);
  const settingsHash = sha256(canonicalJson(settings));
  return {
    trial: { agent, settings, settingsHash, autonomy },
    differences: differencesOf(inForce, settings),
  };
}

function readSettings(agent: AnyAgent, inForce: unknown, document: unknown): unknown {
  if (!isFields(document)) throw new InputError('Expected settings as a JSON object, found none.');
  const wanted = isTolerancesAlone(document, inForce)
    ? { ...(isFields(inForce) ? inForce : {}), tolerances: document }
    : document;
  const parsed = agent.settings.safeParse(wanted);
  if (parsed.success) return parsed.data;
  const says = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`);
  throw new InputError(`The settings do not fit. ${says.slice(0, FAULTS_MAX).join(' ')}`, {
    issues: parsed.error.issues.map(({ path, message }) => ({
      pointer: path.map((part) => `/${String(part)}`).join(''),
      says: message,
    })),
  });
}

/** A page of faults helps nobody; the first ones do. */
const FAULTS_MAX = 5;

/** The settings in force name every setting; of a tolerance policy alone no key is one of them. */
function isTolerancesAlone(document: Fields, inForce: unknown): boolean {
  if (!isFields(inForce) || !('tolerances' in inForce)) return false;
  const keys = Object.keys(document);
  return keys.includes('limits') && keys.every((key) => !(key in inForce));
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
