import { canonicalJson } from '#kernel/canonical-json.ts';

/** What differs between two documents, as paths with old and new value, for people and the trail. */
export function differencesOf(before: unknown, after: unknown, path = ''): string[] {
  // Canonical, since a stored document may have its keys in another order than one that was just read.
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const isBranch = (value: unknown): value is Record<string, unknown> =>
    value !== null && typeof value === 'object' && !Array.isArray(value);
  if (!isBranch(before) || !isBranch(after)) return [`${path}: ${show(before)} to ${show(after)}`];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => differencesOf(before[key], after[key], path === '' ? key : `${path}.${key}`));
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200);
}
