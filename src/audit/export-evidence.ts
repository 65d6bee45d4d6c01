import { createHash, sign } from 'node:crypto';
import { canonicalJson } from '#kernel/canonical-json.ts';
import { assert } from '#kernel/errors.ts';
import { type AnchorDeps, anchorTrail } from './anchor.ts';
import { publicKeyPem } from './anchor-key.ts';
import { type AnchorLine, readAnchor } from './anchor-line.ts';
import {
  type AnchorExport,
  type EntryExport,
  EXPORT_KIND,
  type ExportEnd,
  type ExportHead,
  endStatement,
} from './export-format.ts';
import { EMPTY_FRONTIER, type Frontier, leafHash, provePath, readEdge } from './merkle.ts';
import { anchorsAround, listAnchorLines, listEntries, listSeqs, readHead } from './trail.queries.ts';

const PAGE_ROWS = 1_000;

/**
 * The trail as a file that proves itself, or one record's part of it. Anchors the trail first, so that every entry
 * in the file stands below a signed root.
 * @param subject such as `invoice/4711`; undefined: the whole trail.
 */
export async function* exportTrail(
  connectionId: string,
  subject: string | undefined,
  deps: AnchorDeps,
): AsyncGenerator<string> {
  await anchorTrail(connectionId, deps);
  const hash = createHash('sha256');
  const source =
    subject === undefined ? wholeTrail(connectionId, deps) : partOfTrail(connectionId, subject, deps);
  for await (const value of source) {
    const line = `${canonicalJson(value)}\n`;
    hash.update(line);
    yield line;
  }
  const sha256 = hash.digest('hex');
  const signature = sign(null, endStatement(sha256), deps.key.privateKey).toString('base64');
  yield `${canonicalJson({ sha256, signature } satisfies ExportEnd)}\n`;
}

type ExportLine = ExportHead | AnchorExport | EntryExport;

async function* wholeTrail(connectionId: string, deps: AnchorDeps): AsyncGenerator<ExportLine> {
  const { db } = deps;
  const [lines, chain] = await db.inConnection(connectionId, async (tx) => [
    await listAnchorLines(tx, connectionId),
    await readHead(tx, connectionId),
  ]);
  const upTo = chain?.seq ?? 0;
  yield head(connectionId, 'trail', { anchors: lines.length, entries: upTo }, deps);
  for (const anchor of lines) yield { anchor };
  for (let after = 0; after < upTo; ) {
    const page = await db.inConnection(connectionId, (tx) =>
      listEntries(tx, connectionId, { after, upTo, rowsMax: PAGE_ROWS }),
    );
    for (const entry of page) yield { entry: entry.body, hash: entry.hash.toString('hex') };
    const last = page.at(-1);
    // A gap in the table is for whoever verifies to find; here it must only not go on for ever.
    if (last === undefined) return;
    after = last.seq;
  }
}

async function* partOfTrail(
  connectionId: string,
  subject: string,
  deps: AnchorDeps,
): AsyncGenerator<ExportLine> {
  const { db } = deps;
  const seqs = await db.inConnection(connectionId, (tx) => listSeqs(tx, connectionId, subject));
  const proofs: EntryProof[] = [];
  for (const seq of seqs) {
    const proof = await proveEntry(connectionId, seq, deps, proofs.at(-1)?.range);
    // What came after the anchor of a moment ago is left to the next export.
    if (proof !== undefined) proofs.push(proof);
  }
  const anchors = new Map(proofs.map((proof) => [proof.range.anchor.seq, proof.range.anchor.line]));
  yield head(connectionId, subject, { anchors: anchors.size, entries: proofs.length }, deps);
  for (const anchor of anchors.values()) yield { anchor };
  for (const { body, path, range } of proofs) yield { entry: body, path, anchored: range.anchor.seq };
}

function head(
  connection: string,
  scope: string,
  counts: { anchors: number; entries: number },
  { clock, key }: AnchorDeps,
): ExportHead {
  const at = clock.now().toISOString();
  return { kind: EXPORT_KIND, scope, connection, at, ...counts, key: publicKeyPem(key.publicKey) };
}

/** The entries between two anchors, with the edge of the tree before them. */
export interface AnchoredRange {
  readonly anchor: AnchorLine;
  readonly edge: Frontier;
  readonly bodies: readonly string[];
  readonly leaves: readonly Buffer[];
}

export interface EntryProof {
  readonly body: string;
  /** From the leaf upwards, hex. */
  readonly path: readonly string[];
  readonly range: AnchoredRange;
}

/**
 * Proves one entry by the first anchor after it.
 * @param known a range that was read before, used again when it holds the entry.
 * @returns undefined while no anchor covers the entry.
 */
export async function proveEntry(
  connectionId: string,
  seq: number,
  deps: Pick<AnchorDeps, 'db' | 'key'>,
  known?: AnchoredRange,
): Promise<EntryProof | undefined> {
  const isKnown = known !== undefined && seq > known.edge.size && seq <= known.anchor.seq;
  const range = isKnown ? known : await readRange(connectionId, seq, deps);
  if (range === undefined) return undefined;
  const offset = seq - range.edge.size - 1;
  const body = range.bodies[offset];
  assert(body !== undefined, `Entry ${seq} lies in the range that was read for it.`);
  const path = provePath(range.edge, range.leaves, offset).map((node) => node.toString('hex'));
  return { body, path, range };
}

async function readRange(
  connectionId: string,
  seq: number,
  { db, key }: Pick<AnchorDeps, 'db' | 'key'>,
): Promise<AnchoredRange | undefined> {
  return db.inConnection(connectionId, async (tx) => {
    const { covering, before } = await anchorsAround(tx, connectionId, seq);
    const anchor = covering === undefined ? undefined : readAnchor(covering.line, key.publicKey);
    if (anchor === undefined) return undefined;
    const earlier = before === undefined ? undefined : readAnchor(before.line, key.publicKey);
    const kept =
      before === undefined || earlier === undefined
        ? undefined
        : readEdge(before.edge, { size: earlier.seq, root: earlier.root });
    const edge = kept ?? EMPTY_FRONTIER;
    const entries = await listEntries(tx, connectionId, {
      after: edge.size,
      upTo: anchor.seq,
      rowsMax: anchor.seq - edge.size,
    });
    const bodies = entries.map((entry) => entry.body);
    if (bodies.length !== anchor.seq - edge.size) return undefined;
    return { anchor, edge, bodies, leaves: bodies.map(leafHash) };
  });
}
