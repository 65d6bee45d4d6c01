import type { KeyObject } from 'node:crypto';
import type { Database } from '#store/database.ts';
import { anchorCopyFile, anchorFile, readAnchorLines } from './anchor-file.ts';
import { type AnchorLine, keyIdOf, readAnchor } from './anchor-line.ts';
import { type EvidenceFinding, evidenceFindings } from './evidence.queries.ts';
import { listAnchorLines, listEntries, readHead, type StoredEntry } from './trail.queries.ts';
import { checkChain, type Fault, type Verdict } from './verdict.ts';

const PAGE_ROWS = 2_000;

export interface VerifyDeps {
  readonly db: Database;
  readonly publicKey: KeyObject;
  readonly dataDir: string;
  readonly copyDir?: string | undefined;
}

/**
 * Verifies a connection's live trail: every entry's form and link, every anchor's signature and root, wherever
 * anchors lie, the columns that screens search by, and the evidence of every run against its entry. Reads in pages,
 * so that a trail of millions fits.
 */
export async function verifyTrail(connectionId: string, deps: VerifyDeps): Promise<Verdict> {
  const { db } = deps;
  const inside = <T>(work: Parameters<typeof db.inConnection<T>>[1]) => db.inConnection(connectionId, work);
  // In this order: an anchor is written to its file before the database knows it, and after its entries.
  const inDatabase = await inside((tx) => listAnchorLines(tx, connectionId));
  const { anchors, fault: anchorFault } = await gatherAnchors(connectionId, inDatabase, deps);
  const head = await inside((tx) => readHead(tx, connectionId));
  const headSeq = head?.seq ?? 0;
  const check = checkChain(connectionId, anchors);
  let fault: Fault | undefined;
  let evidenceChecked = 0;
  const evidenceInvalid: EvidenceFinding[] = [];
  let entries = 0;
  // From below the first number on: an entry that was slipped in before it is one as well.
  let after = Number.MIN_SAFE_INTEGER;
  for (let isMore = true; isMore; ) {
    const rows = await inside((tx) =>
      listEntries(tx, connectionId, { after, upTo: Number.MAX_SAFE_INTEGER, rowsMax: PAGE_ROWS }),
    );
    for (const entry of rows) fault ??= check.add(chainForm(entry)) ?? columnFault(entry);
    const evidence = await inside((tx) => evidenceFindings(tx, connectionId, rows));
    evidenceChecked += evidence.checked;
    evidenceInvalid.push(...evidence.invalid);
    entries += rows.length;
    after = rows.at(-1)?.seq ?? after;
    isMore = rows.length === PAGE_ROWS;
  }
  const headAfter = await inside((tx) => readHead(tx, connectionId));
  fault ??= check.end() ?? headFault(entries, headSeq, headAfter?.seq ?? 0);
  const [badEvidence] = evidenceInvalid;
  fault ??= badEvidence && { seq: badEvidence.seq, problem: badEvidence.problem };
  fault ??= anchorFault;
  const lastAnchor = anchors.at(-1);
  return {
    entries,
    chained: check.chained(),
    valid: fault === undefined,
    first_invalid: fault?.seq ?? null,
    problem: fault?.problem ?? null,
    anchors: {
      checked: anchors.length,
      last_seq: lastAnchor?.seq ?? null,
      last_at: lastAnchor?.at ?? null,
      unanchored: Math.max(0, entries - (lastAnchor?.seq ?? 0)),
    },
    evidence: { checked: evidenceChecked, invalid: evidenceInvalid.map((finding) => finding.problem) },
    key: keyIdOf(deps.publicKey),
  };
}

function chainForm(entry: StoredEntry): { body: string; hash: string } {
  return { body: entry.body, hash: entry.hash.toString('hex') };
}

/** The columns beside the body are what lists and filters show: they must say the same. */
function columnFault(entry: StoredEntry): Fault | undefined {
  const body = JSON.parse(entry.body) as {
    seq?: unknown;
    at?: unknown;
    what?: unknown;
    who?: { id?: unknown };
    subject?: unknown;
  };
  const isSame =
    body.seq === entry.seq &&
    body.at === entry.at &&
    body.what === entry.what &&
    body.who?.id === entry.who &&
    (body.subject ?? null) === entry.subject;
  if (isSame) return undefined;
  return { seq: entry.seq, problem: `What lists show of entry ${entry.seq} is not what the entry says.` };
}

/** Entries may have been added while we read, so the number lies between what the head said before and after. */
function headFault(entries: number, before: number, after: number): Fault | undefined {
  if (entries >= before && entries <= after) return undefined;
  const problem = `The chain should end at entry ${after}, and there are ${entries} entries.`;
  return { seq: Math.min(after, entries) + 1, problem };
}

/** Anchors from everywhere, each once. One that is unsigned, or that one place has lost, is a fault. */
async function gatherAnchors(
  connectionId: string,
  inDatabase: readonly string[],
  { publicKey, dataDir, copyDir }: VerifyDeps,
): Promise<{ anchors: readonly AnchorLine[]; fault: Fault | undefined }> {
  const files = [anchorFile(dataDir, connectionId)];
  if (copyDir !== undefined) files.push(anchorCopyFile(copyDir, connectionId));
  const places = [{ name: 'the database', lines: inDatabase }];
  for (const file of files) places.push({ name: file, lines: (await readAnchorLines(file)) ?? [] });
  const known = new Map<string, AnchorLine>();
  let fault: Fault | undefined;
  for (const { name, lines } of places) {
    for (const [index, line] of lines.entries()) {
      if (known.has(line)) continue;
      const anchor = readAnchor(line, publicKey);
      if (anchor !== undefined) known.set(line, anchor);
      // What a crash cut short was followed by a whole line; it never was an anchor.
      else if (isWhole(line)) {
        fault ??= {
          seq: null,
          problem: `Line ${index + 1} of the anchors in ${name} is not signed by this key.`,
        };
      }
    }
  }
  const anchors = [...known.values()].sort((a, b) => a.seq - b.seq);
  const first = places[1];
  if (first !== undefined) fault ??= lostAnchor(inDatabase, first);
  return { anchors, fault };
}

function lostAnchor(
  inDatabase: readonly string[],
  file: { name: string; lines: readonly string[] },
): Fault | undefined {
  const there = new Set(file.lines);
  const lost = inDatabase.find((line) => !there.has(line));
  if (lost === undefined) return undefined;
  return { seq: null, problem: `An anchor that the database knows is gone from ${file.name}.` };
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return line.includes('"signature"');
  }
}
