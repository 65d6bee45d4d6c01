import type { z } from 'zod';
import { PurserError } from '#kernel/errors.ts';
import type { ExactJson } from '#kernel/exact-json.ts';

/** As many faults as a person will read; the first is in the message. */
const ISSUES_MAX = 5;
const FOUND_CHARACTERS_MAX = 60;

/** One field that is not as it should be. */
export interface ShapeIssue {
  /** `invoice-lines[2].price`; empty when the record as a whole is meant. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * Checks one record of Coupa against its schema.
 * @param where what was being read, such as `invoice 4711`, for the message.
 * @throws PurserError `coupa_shape` that names path, expected and found. Not retryable: the same record reads the same.
 */
export function readRecord<Schema extends z.ZodType>(
  schema: Schema,
  json: ExactJson,
  where: string,
): z.output<Schema> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, ISSUES_MAX).map((issue) => toShapeIssue(json, issue));
  const first = issues[0] ?? { path: '', expected: 'a readable record', found: 'none' };
  const place = first.path === '' ? where : `${where}, ${first.path}`;
  throw new PurserError('coupa_shape', `${place}: expected ${first.expected}, found ${first.found}.`, {
    details: { where, ...first, issues },
  });
}

function toShapeIssue(json: ExactJson, issue: z.core.$ZodIssue): ShapeIssue {
  return { path: pathText(issue.path), expected: issue.message, found: foundAt(json, issue.path) };
}

function pathText(path: readonly PropertyKey[]): string {
  let shown = '';
  for (const step of path) {
    if (typeof step === 'number') shown += `[${step}]`;
    else shown += shown === '' ? String(step) : `.${String(step)}`;
  }
  return shown;
}

function foundAt(json: ExactJson, path: readonly PropertyKey[]): string {
  let value: unknown = json;
  for (const step of path) {
    value =
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  }
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const shown = String(value);
  return shown.length > FOUND_CHARACTERS_MAX
    ? `"${shown.slice(0, FOUND_CHARACTERS_MAX)}…" of ${shown.length} characters`
    : `"${shown}"`;
}
