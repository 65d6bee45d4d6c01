import { fromSnake } from '../../ui/format/words.ts';

/** The kinds of entry that people look for; others can be named in the address. */
export const KINDS: readonly string[] = [
  'run_decided',
  'approval_decided',
  'approval_assigned',
  'bulk_decision_started',
  'command_queued',
  'command_cancelled',
  'action_intended',
  'action_done',
  'action_confirmed',
  'action_unanswered',
  'action_not_sent',
  'action_refused',
  'action_failed',
  'action_flagged',
  'task_closed',
  'task_dismissed',
  'memory_confirmed',
  'memory_rejected',
  'memory_withdrawn',
  'policy_changed',
  'what_if_started',
  'tolerances_changed',
  'writing_stopped',
  'writing_resumed',
  'change_parked',
  'parked_change_retried',
  'signed_in',
  'person_added',
  'person_changed',
  'token_made',
  'token_revoked',
  'audit_verified',
  'audit_exported',
];

/** `approval_decided` as `Approval decided`. */
export function kindWords(what: string): string {
  return fromSnake(what.replaceAll('.', '_'));
}

/** One fact of an entry, ready to show: a name and its text. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

/** Parts of an entry's body that the page shows in places of their own. */
const SHOWN_APART = new Set(['seq', 'at', 'what', 'who', 'via', 'subject', 'text', 'data', 'connectionId']);

/** What an entry says beyond its sentence, deep values as JSON text: nothing of a proof may be left out. */
export function factsOf(body: Readonly<Record<string, unknown>>): readonly Fact[] {
  const data = body.data;
  const rest = Object.entries(body).filter(([name]) => !SHOWN_APART.has(name));
  const inner = isRecord(data) ? Object.entries(data) : data === undefined ? [] : [['data', data] as const];
  return [...inner, ...rest]
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name: wordsOf(name), text: textOf(value) }));
}

/** `policyVersion` as `Policy version`. */
function wordsOf(name: string): string {
  return fromSnake(name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase());
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return JSON.stringify(value, null, typeof value === 'object' ? 1 : 0) ?? '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text at a place of an entry's body, whatever its shape; undefined when there is none. */
export function textAt(body: unknown, ...path: readonly string[]): string | undefined {
  let value = body;
  for (const name of path) value = isRecord(value) ? value[name] : undefined;
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}
