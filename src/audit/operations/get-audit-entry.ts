import { z } from 'zod';
import { NotFoundError } from '#kernel/errors.ts';
import { type AnyOperation, defineOperation } from '#operation/operation.ts';
import type { AnchorDeps } from '../anchor.ts';
import { proveEntry } from '../export-evidence.ts';
import { isIncluded, leafHash } from '../merkle.ts';
import { chainHash, genesisHash } from '../record-entry.ts';
import { listEntries } from '../trail.queries.ts';
import { bodyFault } from '../verdict.ts';

/** One entry with everything by which anybody can check it. */
export function getAuditEntry(anchoring: Pick<AnchorDeps, 'key'>): AnyOperation {
  return defineOperation({
    name: 'get_audit_entry',
    summary: 'Show one entry of the audit trail with its proof.',
    http: { method: 'GET', path: '/api/audit/:seq' },
    input: z.strictObject({ seq: z.string().regex(/^\d{1,15}$/, 'expected the number of an entry') }),
    output: z.strictObject({
      entry: z.record(z.string(), z.unknown()),
      /** The text that was hashed, byte for byte. */
      body: z.string(),
      hash: z.string(),
      previousHash: z.string(),
      /** SHA-256 of the previous hash and the body, computed now. */
      recomputed: z.string(),
      valid: z.boolean(),
      anchor: z
        .strictObject({
          seq: z.string(),
          at: z.string(),
          root: z.string(),
          key: z.string(),
          line: z.string(),
        })
        .nullable(),
      /** The way from the entry to the signed root, hex hashes from the leaf upwards. */
      proof: z
        .strictObject({
          root: z.string(),
          path: z.array(z.string()),
          index: z.string(),
          size: z.string(),
          holds: z.boolean(),
        })
        .nullable(),
    }),
    permission: 'audit.read',
    audit: { none: 'reading changes nothing, and would fill the trail with itself' },

    async run({ seq: wanted }, { connectionId }, { tx, db }) {
      const seq = Number(wanted);
      const rows = await listEntries(tx, connectionId, { after: seq - 2, upTo: seq, rowsMax: 2 });
      const entry = rows.find((row) => row.seq === seq);
      if (entry === undefined) throw new NotFoundError('audit entry', wanted);
      const before = rows.find((row) => row.seq === seq - 1);
      const previous = seq === 1 ? genesisHash(connectionId) : (before?.hash ?? Buffer.alloc(0));
      const recomputed = chainHash(previous, entry.body);
      const proven = await proveEntry(connectionId, seq, { db, key: anchoring.key });
      const anchor = proven?.range.anchor;
      const holds =
        proven !== undefined &&
        isIncluded(
          leafHash(entry.body),
          seq - 1,
          proven.path.map((node) => Buffer.from(node, 'hex')),
          { size: proven.range.anchor.seq, root: Buffer.from(proven.range.anchor.root, 'hex') },
        );
      const isChained = recomputed.equals(entry.hash) && bodyFault(entry.body, seq) === undefined;
      return {
        entry: JSON.parse(entry.body) as Record<string, unknown>,
        body: entry.body,
        hash: entry.hash.toString('hex'),
        previousHash: previous.toString('hex'),
        recomputed: recomputed.toString('hex'),
        valid: isChained && (proven === undefined || holds),
        anchor:
          anchor === undefined
            ? null
            : {
                seq: String(anchor.seq),
                at: anchor.at,
                root: anchor.root,
                key: anchor.key,
                line: anchor.line,
              },
        proof:
          proven === undefined || anchor === undefined
            ? null
            : {
                root: anchor.root,
                path: [...proven.path],
                index: String(seq - 1),
                size: String(anchor.seq),
                holds,
              },
      };
    },
  });
}
