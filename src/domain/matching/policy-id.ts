import { canonicalJson, sha256Hex } from '#kernel/canonical-json.ts';
import type { TolerancePolicy } from './tolerance.ts';

/** Long enough that no two policies of a company share it by chance, short enough to be read out. */
const ID_DIGITS = 12;

const ids = new WeakMap<TolerancePolicy, string>();

/**
 * The snapshot's id: the first twelve hex digits of the SHA-256 of the document as canonical JSON. Two documents that
 * say the same in the same words have the same id, wherever they are kept.
 */
export function policyId(policy: TolerancePolicy): string {
  const known = ids.get(policy);
  if (known !== undefined) return known;
  const id = sha256Hex(canonicalJson(policy)).slice(0, ID_DIGITS);
  ids.set(policy, id);
  return id;
}
