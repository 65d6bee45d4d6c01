import type { z } from 'zod';
import { PurserError } from '#kernel/errors.ts';

/** Where an input did not fit; `pointer` is an RFC 6901 JSON pointer into it. */
export interface InputIssue {
  readonly pointer: string;
  readonly says: string;
}

/** A page of mistakes helps nobody; the first ones do. */
const ISSUES_MAX = 20;

/**
 * Reads what somebody sent by the schema of what is wanted.
 * @throws PurserError `invalid_input` with the places where it does not fit.
 */
export function readInput<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw inputError(issuesOf(parsed.error));
  const unstorable = findNul(parsed.data, '');
  if (unstorable !== undefined) {
    throw inputError([{ pointer: unstorable, says: 'Text must not hold the character NUL.' }]);
  }
  return parsed.data;
}

/** The places that an answer of another shape than promised, or an input, does not fit. */
export function issuesOf(error: z.ZodError): InputIssue[] {
  return error.issues.slice(0, ISSUES_MAX).map((issue) => ({
    pointer: issue.path.map((part) => `/${escapePart(String(part))}`).join(''),
    says: issue.message,
  }));
}

function inputError(issues: readonly InputIssue[]): PurserError {
  const [first] = issues;
  const where =
    first === undefined ? '' : ` ${first.pointer === '' ? 'input' : first.pointer}: ${first.says}`;
  return new PurserError('invalid_input', `The request does not fit.${where}`, { details: { issues } });
}

/** PostgreSQL cannot keep U+0000 in text: it would fail there, as a fault of ours. */
function findNul(value: unknown, pointer: string): string | undefined {
  if (typeof value === 'string') return value.includes('\u0000') ? pointer : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const here = `${pointer}/${escapePart(name)}`;
    if (name.includes('\u0000')) return pointer;
    const found = findNul(inner, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

function escapePart(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
