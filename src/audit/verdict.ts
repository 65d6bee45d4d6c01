import { canonicalJson, sha256Hex } from '#kernel/canonical-json.ts';
import type { AnchorLine } from './anchor-line.ts';
import { append, EMPTY_FRONTIER, type Frontier, leafHash, rootOf } from './merkle.ts';
import { chainHash, genesisHash } from './record-entry.ts';

/** What verifying came to. The names are part of the command line's contract. */
export interface Verdict {
  readonly entries: number;
  /** How many entries, from the first on, stand in an unbroken chain. */
  readonly chained: number;
  readonly valid: boolean;
  /** Number of the first bad entry; null when there is none, or the fault lies outside the entries. */
  readonly first_invalid: number | null;
  /** What is wrong, in a sentence. */
  readonly problem: string | null;
  readonly anchors: {
    readonly checked: number;
    readonly last_seq: number | null;
    readonly last_at: string | null;
    /** Entries after the last anchor: cutting off these would not be seen. */
    readonly unanchored: number;
  };
  /** Stored evidence that was hashed again; null where there is none to look at, as in an export. */
  readonly evidence: { readonly checked: number; readonly invalid: readonly string[] } | null;
  /** Short name of the key that the anchors were checked with. */
  readonly key: string;
}

/** The first fault that was found; later ones follow from it. */
export interface Fault {
  readonly seq: number | null;
  readonly problem: string;
}

/** Goes along a chain entry by entry, beside its anchors. */
export interface ChainCheck {
  /** @returns the first fault, once there is one. */
  add(entry: { readonly body: string; readonly hash: string }): Fault | undefined;
  /** To be called when there are no more entries. */
  end(): Fault | undefined;
  /** Entries in an unbroken chain so far. */
  chained(): number;
}

/** @param anchors in the order of their entries. */
export function checkChain(connectionId: string, anchors: readonly AnchorLine[]): ChainCheck {
  let edge: Frontier = EMPTY_FRONTIER;
  let previous = genesisHash(connectionId);
  // Anchors that cannot be trusted are told of last: an entry that is bad by itself says more.
  const disorder = anchorsInOrder(connectionId, anchors);
  let next = disorder === undefined ? 0 : anchors.length;
  let fault: Fault | undefined;

  const meetAnchors = (): void => {
    for (let anchor = anchors[next]; anchor?.seq === edge.size && !fault; anchor = anchors[next]) {
      const isSame = anchor.root === rootOf(edge).toString('hex') && anchor.head === previous.toString('hex');
      const from = (anchors[next - 1]?.seq ?? 0) + 1;
      if (!isSame) {
        const problem = `Entries ${from} to ${anchor.seq} are not those that were anchored at ${anchor.at}.`;
        fault = { seq: from, problem };
      }
      next += 1;
    }
  };

  return {
    add({ body, hash }) {
      if (fault !== undefined) return fault;
      const seq = edge.size + 1;
      const bad = bodyFault(body, seq);
      const expected = chainHash(previous, body);
      if (bad !== undefined) fault = { seq, problem: `Entry ${seq} ${bad}.` };
      else if (expected.toString('hex') !== hash) {
        fault = { seq, problem: `Entry ${seq} does not follow from the one before it.` };
      } else {
        edge = append(edge, [leafHash(body)]);
        previous = expected;
        meetAnchors();
      }
      return fault;
    },
    end() {
      const missing = anchors[next];
      if (fault === undefined && missing !== undefined) {
        const from = edge.size + 1;
        fault = {
          seq: from,
          problem: `Entries ${from} to ${missing.seq} are missing; they were anchored at ${missing.at}.`,
        };
      }
      return fault ?? disorder;
    },
    chained: () => edge.size,
  };
}

/** Anchors belong to this trail, grow, and each names the one before it. */
function anchorsInOrder(connectionId: string, anchors: readonly AnchorLine[]): Fault | undefined {
  for (const [index, anchor] of anchors.entries()) {
    const before = anchors[index - 1];
    if (anchor.connection !== connectionId) {
      return {
        seq: null,
        problem: `An anchor of ${anchor.connection} stands among those of ${connectionId}.`,
      };
    }
    const expected = before === undefined ? null : sha256Hex(before.line);
    if (anchor.previous !== expected || anchor.seq <= (before?.seq ?? 0)) {
      return {
        seq: null,
        problem: `The anchor at entry ${anchor.seq} does not follow on the one before it.`,
      };
    }
  }
  return undefined;
}

/** What is wrong with an entry taken by itself. */
export function bodyFault(body: string, seq: number): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return 'is not JSON';
  }
  if (canonicalJson(parsed) !== body) return 'is not in canonical form';
  const found = (parsed as { seq?: unknown } | null)?.seq;
  return found === seq ? undefined : `says that it is entry ${String(found)}`;
}
