import { canonicalJson } from '#kernel/canonical-json.ts';
import { ConflictError, InvariantError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import { type PolicyDocument, policyDocument } from './policy-document.ts';

export interface PolicyVersion {
  readonly version: number;
  readonly document: PolicyDocument;
  readonly changedBy: string;
  readonly changedByName: string;
  readonly note: string | null;
  readonly changedAt: string;
}

interface PolicyRow {
  version: number;
  document: unknown;
  changed_by: string;
  changed_by_name: string;
  note: string | null;
  changed_at: string;
}

/** The policy in force. @throws InvariantError when the connection has none: every connection starts with one. */
export async function currentPolicy(tx: Tx): Promise<PolicyVersion> {
  const [row] = await tx.query<PolicyRow>('select * from policy order by version desc limit 1', [], {
    name: 'policy_current',
  });
  if (row === undefined) throw new InvariantError('The connection has no policy.');
  return toVersion(row);
}

/** One version; the one in force where none is named. Undefined when there is no such version. */
export async function findPolicy(tx: Tx, version: number | undefined): Promise<PolicyVersion | undefined> {
  if (version === undefined) return currentPolicy(tx);
  const [row] = await tx.query<PolicyRow>('select * from policy where version = $1', [version]);
  return row === undefined ? undefined : toVersion(row);
}

/** All versions, newest first, at most 200. */
export async function policyHistory(tx: Tx): Promise<PolicyVersion[]> {
  const rows = await tx.query<PolicyRow>('select * from policy order by version desc limit 200');
  return rows.map(toVersion);
}

/**
 * Puts a new version in force.
 * @throws ConflictError `policy_changed` when somebody else changed it since `expectedVersion` was read.
 */
export async function addPolicy(
  tx: Tx,
  connectionId: string,
  change: {
    document: PolicyDocument;
    expectedVersion: number;
    by: { id: string; name: string };
    note?: string | undefined;
  },
): Promise<number> {
  // The connection's row is the lock: two administrators who save at once are told apart.
  await tx.query('select 1 from connection where connection_id = $1 for update', [connectionId]);
  const [latest] = await tx.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from policy',
  );
  if ((latest?.version ?? 0) !== change.expectedVersion) {
    throw new ConflictError(
      'policy_changed',
      'Somebody else changed the policy since you opened it. Load it again.',
      {
        expected: change.expectedVersion,
        found: latest?.version,
      },
    );
  }
  const version = change.expectedVersion + 1;
  await tx.execute(
    'insert into policy (connection_id, version, document, changed_by, changed_by_name, note) values ($1,$2,$3,$4,$5,$6)',
    [
      connectionId,
      version,
      canonicalJson(change.document),
      change.by.id,
      change.by.name,
      change.note ?? null,
    ],
  );
  return version;
}

function toVersion(row: PolicyRow): PolicyVersion {
  return {
    version: row.version,
    document: policyDocument.parse(row.document),
    changedBy: row.changed_by,
    changedByName: row.changed_by_name,
    note: row.note,
    changedAt: row.changed_at,
  };
}
