import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { canonicalJson } from '#kernel/canonical-json.ts';
import { InputError } from '#kernel/errors.ts';
import { type AnchorLine, keyIdOf, readAnchor } from './anchor-line.ts';
import {
  type AnchorExport,
  type EntryExport,
  EXPORT_KIND,
  type ExportEnd,
  type ExportHead,
  endStatement,
} from './export-format.ts';
import { isIncluded, leafHash } from './merkle.ts';
import { bodyFault, checkChain, type Fault, type Verdict } from './verdict.ts';

/** A line longer than this is no line of ours; it bounds memory. */
const LINE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Verifies an exported trail with nothing but the file and the public key.
 * @param trusted the key as the verifier knows it; without it the file is checked against the key it brings along,
 * which shows that it is whole, not who made it.
 * @throws InputError when nothing in the file looks like an export: then it is some other file.
 */
export async function verifyExport(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  trusted?: KeyObject,
): Promise<Verdict> {
  const lines = readLines(bytes);
  const first = await lines.next();
  const head = first.done === true ? undefined : readHeadLine(first.value);
  if (head === undefined) return withoutHead(lines);
  const reader = createReader(head, trusted);
  reader.hashLine(first.value);
  // One line behind: only the last one is the end.
  let pending: Line | undefined;
  for await (const line of lines) {
    if (pending !== undefined) reader.take(pending);
    pending = line;
  }
  return reader.finish(pending);
}

/** The head is unreadable: an export that was tampered with, or no export at all. */
async function withoutHead(lines: AsyncGenerator<Line>): Promise<Verdict> {
  let entries = 0;
  let isExport = false;
  for await (const line of lines) {
    const value = parseLine(line.text);
    if (value === undefined) continue;
    if (isEntryLine(value)) entries += 1;
    isExport ||= isEntryLine(value) || isAnchorLine(value) || 'signature' in value;
  }
  if (!isExport) throw new InputError('Expected an audit export of Purser, found something else.');
  return {
    entries,
    chained: 0,
    valid: false,
    first_invalid: null,
    problem: 'The first line is not the head of an audit export.',
    anchors: { checked: 0, last_seq: null, last_at: null, unanchored: entries },
    evidence: null,
    key: '',
  };
}

interface Line {
  readonly bytes: Uint8Array;
  /** Undefined when it is no UTF-8. */
  readonly text: string | undefined;
  readonly isEnded: boolean;
}

interface ParsedHead extends ExportHead {
  readonly publicKey: KeyObject | undefined;
}

function createReader(head: ParsedHead, trusted: KeyObject | undefined) {
  const publicKey = trusted ?? head.publicKey;
  const hash = createHash('sha256');
  const anchors: AnchorLine[] = [];
  const isTrail = head.scope === 'trail';
  let chain = checkChain(head.connection, anchors);
  let fault: Fault | undefined;
  let outside: Fault | undefined;
  let entries = 0;
  let anchorLines = 0;
  let proven = 0;
  let lastSeq = 0;
  const note = (problem: string): void => {
    outside ??= { seq: null, problem };
  };
  if (publicKey === undefined) note('The public key in the file cannot be read.');
  else if (head.publicKey === undefined || keyIdOf(head.publicKey) !== keyIdOf(publicKey)) {
    note(`The file was made with another key than ${keyIdOf(publicKey)}.`);
  }

  const takeAnchor = (text: string): void => {
    anchorLines += 1;
    const anchor = publicKey === undefined ? undefined : readAnchor(text, publicKey);
    if (anchor === undefined) note(`Anchor ${anchorLines} is not signed by this key.`);
    else anchors.push(anchor);
  };

  const takeEntry = ({ entry, hash: link, path, anchored }: EntryExport): void => {
    entries += 1;
    if (fault !== undefined) return;
    if (isTrail) {
      if (entries === 1) chain = checkChain(head.connection, anchors);
      fault = chain.add({ body: entry, hash: link ?? '' });
      proven = chain.chained();
      return;
    }
    const seq = seqOf(entry);
    const anchor = anchors.find((candidate) => candidate.seq === anchored);
    fault =
      inclusionFault(entry, seq, path ?? [], anchor) ?? belongingFault(entry, seq, head, seq <= lastSeq);
    lastSeq = seq;
    if (fault === undefined) proven += 1;
  };

  return {
    hashLine({ bytes, isEnded }: Line): void {
      hash.update(bytes);
      if (isEnded) hash.update('\n');
    },
    take(line: Line): void {
      this.hashLine(line);
      const value = parseLine(line.text);
      if (value !== undefined && isAnchorLine(value)) takeAnchor(value.anchor);
      else if (value !== undefined && isEntryLine(value)) takeEntry(value);
      else {
        // Where it stood tells which entry it was.
        fault ??= {
          seq: isTrail ? entries + 1 : null,
          problem: `A line after entry ${entries} cannot be read.`,
        };
        entries += 1;
      }
    },
    finish(line: Line | undefined): Verdict {
      if (isTrail && entries > 0) fault ??= chain.end();
      const sha256 = hash.digest('hex');
      if (!isGoodEnd(line, sha256, publicKey)) note('The file was changed, or cut short, after it was made.');
      if (entries !== head.entries || anchorLines !== head.anchors) {
        const first = Math.min(entries, head.entries) + 1;
        const problem = `The file should hold ${head.entries} entries and ${head.anchors} anchors, and holds ${entries} and ${anchorLines}.`;
        fault ??= { seq: isTrail && entries !== head.entries ? first : null, problem };
      }
      fault ??= outside;
      const last = anchors.at(-1);
      return {
        entries,
        chained: proven,
        valid: fault === undefined,
        first_invalid: fault?.seq ?? null,
        problem: fault?.problem ?? null,
        anchors: {
          checked: anchors.length,
          last_seq: last?.seq ?? null,
          last_at: last?.at ?? null,
          unanchored: isTrail ? Math.max(0, entries - (last?.seq ?? 0)) : 0,
        },
        evidence: null,
        key: publicKey === undefined ? '' : keyIdOf(publicKey),
      };
    },
  };
}

function inclusionFault(
  body: string,
  seq: number,
  path: readonly string[],
  anchor: AnchorLine | undefined,
): Fault | undefined {
  const tree = anchor && { size: anchor.seq, root: Buffer.from(anchor.root, 'hex') };
  const nodes = path.map((node) => Buffer.from(node, 'hex'));
  if (tree !== undefined && isIncluded(leafHash(body), seq - 1, nodes, tree)) return undefined;
  return { seq, problem: `Entry ${seq} is not in the trail that was anchored.` };
}

/** A genuine entry of something else, or one that stands twice, would mislead as well. */
function belongingFault(body: string, seq: number, head: ExportHead, isOld: boolean): Fault | undefined {
  const bad = bodyFault(body, seq);
  if (bad !== undefined) return { seq, problem: `Entry ${seq} ${bad}.` };
  const { subject } = JSON.parse(body) as { subject?: unknown };
  if (subject === head.scope && !isOld) return undefined;
  return { seq, problem: `Entry ${seq} does not belong where it stands.` };
}

function seqOf(body: string): number {
  try {
    const seq = (JSON.parse(body) as { seq?: unknown } | null)?.seq;
    return typeof seq === 'number' ? seq : 0;
  } catch {
    // Entry 0 is in no tree, so the caller names it as a fault.
    return 0;
  }
}

function isGoodEnd(line: Line | undefined, sha256: string, publicKey: KeyObject | undefined): boolean {
  const value = parseLine(line?.text) as Partial<ExportEnd> | undefined;
  if (line?.isEnded !== true || publicKey === undefined || value === undefined) return false;
  const { sha256: stated, signature, ...rest } = value;
  if (stated !== sha256 || typeof signature !== 'string' || Object.keys(rest).length > 0) return false;
  const bytes = Buffer.from(signature, 'base64');
  if (bytes.toString('base64') !== signature) return false;
  return verify(null, endStatement(sha256), publicKey, bytes);
}

function readHeadLine(line: Line): ParsedHead | undefined {
  const value = parseLine(line.text) as Partial<ExportHead> | undefined;
  if (value?.kind !== EXPORT_KIND) return undefined;
  const { scope, connection, at, anchors, entries, key } = value;
  const texts = [scope, connection, at, key];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  if (!Number.isSafeInteger(anchors) || !Number.isSafeInteger(entries)) return undefined;
  return { ...(value as ExportHead), publicKey: readKey(String(key)) };
}

function readKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    // Told as a fault of the file by the caller.
    return undefined;
  }
}

/** The object on a line, if it is one in canonical form. */
function parseLine(text: string | undefined): object | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject && canonicalJson(value) === text ? value : undefined;
  } catch {
    // No JSON; the caller says which line.
    return undefined;
  }
}

function isAnchorLine(value: object): value is AnchorExport {
  return 'anchor' in value && typeof value.anchor === 'string' && Object.keys(value).length === 1;
}

function isEntryLine(value: object): value is EntryExport {
  return 'entry' in value && typeof value.entry === 'string';
}

async function* readLines(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const line = (isEnded: boolean): Line => {
    const whole = Buffer.concat(parts);
    parts = [];
    length = 0;
    return { bytes: whole, text: decode(whole), isEnded };
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, at));
      from = at + 1;
      yield line(true);
    }
    if (from === chunk.length) continue;
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > LINE_BYTES_MAX)
      throw new InputError('Expected an audit export, found a line without an end.');
  }
  if (length > 0) yield line(false);
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // No text; the caller says which line.
    return undefined;
  }
}
