/**
 * An export of the trail is lines of canonical JSON: one head, the anchors, the entries, one end. The end signs the
 * SHA-256 of every byte before it, so that nothing in the file can change unseen; the entries prove themselves by
 * their chain (whole trail) or by a path to a signed root (one record's part).
 */
export const EXPORT_KIND = 'purser-audit-export-1';

export interface ExportHead {
  readonly kind: typeof EXPORT_KIND;
  /** `trail`, or the record whose entries these are: `invoice/4711`. */
  readonly scope: string;
  readonly connection: string;
  readonly at: string;
  readonly anchors: number;
  readonly entries: number;
  /** Public key in PEM. Check it against the one you know: a forger would put in his own. */
  readonly key: string;
}

export interface AnchorExport {
  readonly anchor: string;
}

export interface EntryExport {
  readonly entry: string;
  /** Hash in the chain, hex: of the whole trail only. */
  readonly hash?: string;
  /** Audit path to the root of the anchor at entry `anchored`, hex: of one record's part only. */
  readonly path?: readonly string[];
  readonly anchored?: number;
}

export interface ExportEnd {
  readonly sha256: string;
  readonly signature: string;
}

/** What the end signs: its purpose stands before the hash, so that no other signature can serve for it. */
export function endStatement(sha256: string): Buffer {
  return Buffer.from(`${EXPORT_KIND}\n${sha256}`, 'utf8');
}
