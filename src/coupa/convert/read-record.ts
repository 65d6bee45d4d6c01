import { PurserError } from '#kernel/errors.ts';
import type { ExactJson } from '#kernel/exact-json.ts';
import { readShape, type Shape, type ShapeFault } from '../schema/shape.ts';

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
export function readRecord<T>(schema: Shape<T>, json: ExactJson, where: string): T {
  const result = readShape(schema, json);
  if (result.faults === undefined) return result.value;
  const issues = result.faults.map(toShapeIssue);
  const first = issues[0] ?? { path: '', expected: 'a readable record', found: 'none' };
  const place = first.path === '' ? where : `${where}, ${first.path}`;
  throw new PurserError('coupa_shape', `${place}: expected ${first.expected}, found ${first.found}.`, {
    details: { where, ...first, issues },
  });
}

function toShapeIssue({ path, expected, found }: ShapeFault): ShapeIssue {
  return { path: pathText(path), expected, found: foundText(found) };
}

function pathText(path: readonly (string | number)[]): string {
  let shown = '';
  for (const step of path) {
    if (typeof step === 'number') shown += `[${step}]`;
    else shown += shown === '' ? step : `.${step}`;
  }
  return shown;
}

function foundText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const shown = String(value);
  return shown.length > FOUND_CHARACTERS_MAX
    ? `"${shown.slice(0, FOUND_CHARACTERS_MAX)}…" of ${shown.length} characters`
    : `"${shown}"`;
}
