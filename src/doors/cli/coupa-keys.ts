import type { ExactJson } from '#kernel/exact-json.ts';

/** References that are often flattened to the one word they are known by. */
const BY_CODE: readonly string[] = ['currency', 'uom'];
/** A tenant's own names stay as the tenant wrote them. */
const OWN_NAMES: readonly string[] = ['custom-fields'];

/**
 * A record with Coupa's dashes in its keys, however deep: Coupa itself can write underscores instead, and then no field
 * would be found. A currency or unit given as a word is the record of that code. Where both spellings are there, the one
 * with dashes holds.
 */
export function inCoupasKeys(json: ExactJson): ExactJson {
  if (Array.isArray(json)) return json.map(inCoupasKeys);
  if (!isFields(json)) return json;
  const read: Record<string, ExactJson> = {};
  for (const [key, value] of Object.entries(json)) {
    const dashed = key.replaceAll('_', '-');
    if (dashed !== key && json[dashed] !== undefined) continue;
    read[dashed] = OWN_NAMES.includes(dashed) ? value : wordAsRecord(dashed, inCoupasKeys(value));
  }
  return read;
}

function wordAsRecord(key: string, value: ExactJson): ExactJson {
  return BY_CODE.includes(key) && typeof value === 'string' && value.trim() !== '' ? { code: value } : value;
}

function isFields(json: ExactJson): json is { readonly [key: string]: ExactJson } {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
