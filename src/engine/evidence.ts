import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { InvariantError } from '#kernel/errors.ts';
import type { Versioned } from './shapes/sources.ts';

/** A record that evidence names by the hash of its content instead of holding it. */
export interface VersionRef {
  readonly kind: Versioned<unknown>['kind'];
  readonly id: string;
  readonly hash: string;
}

/** Evidence as it is kept with its run: text and the hash of exactly that text. */
export interface StoredEvidence {
  readonly text: string;
  readonly hash: Buffer;
}

/** Puts a reference in the place of each versioned record; everything else is kept as it is. */
export function storeEvidence(evidence: unknown): StoredEvidence {
  const text = canonicalJson(withoutRecords(evidence));
  return { text, hash: sha256(text) };
}

/** The references in stored evidence, to be looked up before {@link restoreEvidence}. */
export function refsIn(stored: unknown): VersionRef[] {
  if (stored === null || typeof stored !== 'object') return [];
  if (Array.isArray(stored)) return stored.flatMap(refsIn);
  return isRef(stored) ? [stored] : Object.values(stored).flatMap(refsIn);
}

/**
 * The evidence as the agent saw it.
 * @throws InvariantError when a version is missing: versions are never deleted while a run names them.
 */
export function restoreEvidence(stored: unknown, records: ReadonlyMap<string, unknown>): unknown {
  if (stored === null || typeof stored !== 'object') return stored;
  if (Array.isArray(stored)) return stored.map((inner) => restoreEvidence(inner, records));
  if (!isRef(stored)) {
    return Object.fromEntries(
      Object.entries(stored).map(([key, inner]) => [key, restoreEvidence(inner, records)]),
    );
  }
  const record = records.get(refKey(stored));
  if (record === undefined) throw new InvariantError(`The evidence names ${refKey(stored)}, which is gone.`);
  return { ...stored, record };
}

export function refKey(ref: VersionRef): string {
  return `${ref.kind}/${ref.id}@${ref.hash}`;
}

function withoutRecords(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutRecords);
  if (isRef(value)) return { kind: value.kind, id: value.id, hash: value.hash };
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = withoutRecords((value as Record<string, unknown>)[key]);
  return copy;
}

function isRef(value: object): value is VersionRef {
  const { kind, id, hash } = value as Partial<VersionRef>;
  return typeof kind === 'string' && typeof id === 'string' && typeof hash === 'string' && hash.length === 64;
}
