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
  const ref = toRef(stored);
  return ref === undefined ? Object.values(stored).flatMap(refsIn) : [ref];
}

/**
 * The evidence as the agent saw it.
 * @throws InvariantError when a version is missing: versions are never deleted while a run names them.
 */
export function restoreEvidence(stored: unknown, records: ReadonlyMap<string, unknown>): unknown {
  if (stored === null || typeof stored !== 'object') return stored;
  if (Array.isArray(stored)) return stored.map((inner) => restoreEvidence(inner, records));
  const ref = toRef(stored);
  if (ref === undefined) {
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(stored)) {
      copy[key] = restoreEvidence((stored as Record<string, unknown>)[key], records);
    }
    return copy;
  }
  const record = records.get(refKey(ref));
  if (record === undefined) throw new InvariantError(`The evidence names ${refKey(ref)}, which is gone.`);
  return { ...ref, record };
}

export function refKey(ref: VersionRef): string {
  return `${ref.kind}/${ref.id}@${ref.hash}`;
}

/** The one key of a stored reference. Text of suppliers can be a value in evidence, never a key. */
const REF_KEY = '$version';
const STORED_REF = /^([a-z_]+)\/(.+)@([A-Za-z0-9_-]{43})$/;

function withoutRecords(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withoutRecords);
  if (isVersioned(value)) {
    const hash = Buffer.from(value.hash, 'hex').toString('base64url');
    return { [REF_KEY]: `${value.kind}/${value.id}@${hash}` };
  }
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = withoutRecords((value as Record<string, unknown>)[key]);
  return copy;
}

function toRef(stored: object): VersionRef | undefined {
  const text = (stored as Record<string, unknown>)[REF_KEY];
  const found = typeof text === 'string' ? STORED_REF.exec(text) : null;
  if (found === null) return undefined;
  const [, kind = '', id = '', hash = ''] = found;
  return { kind: kind as VersionRef['kind'], id, hash: Buffer.from(hash, 'base64url').toString('hex') };
}

function isVersioned(value: object): value is Versioned<unknown> {
  const { kind, id, hash } = value as Partial<Versioned<unknown>>;
  const isNamed = typeof kind === 'string' && typeof id === 'string' && typeof hash === 'string';
  return isNamed && 'record' in value && hash.length === 64;
}
