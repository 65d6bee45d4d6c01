import { Refusal } from '../refusal.ts';

export interface Part {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** More parts than any upload has. */
const PARTS_MAX = 50;

/** Reads multipart/form-data. @throws Refusal 400 when it is not well formed. */
export function readMultipart(body: Buffer, contentType: string): Part[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!boundary) throw new Refusal(400, { base: ['multipart without a boundary'] });
  const mark = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let at = body.indexOf(mark);
  while (at >= 0 && parts.length < PARTS_MAX) {
    const start = at + mark.length + 2;
    const next = body.indexOf(mark, start);
    if (next < 0) break;
    const headEnd = body.indexOf('\r\n\r\n', start);
    if (headEnd < 0 || headEnd > next)
      throw new Refusal(400, { base: ['multipart with a part without headers'] });
    const part = readPart(
      body.subarray(start, headEnd).toString('utf8'),
      body.subarray(headEnd + 4, next - 2),
    );
    if (part) parts.push(part);
    at = next;
  }
  return parts;
}

function readPart(head: string, bytes: Buffer): Part | undefined {
  const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) return undefined;
  const fileName = /filename="([^"]*)"/i.exec(head)?.[1];
  const contentType = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1]?.trim() ?? 'application/octet-stream';
  // A path in a file name is of no use here, and could be of harm elsewhere.
  return { name, fileName: fileName?.replace(/^.*[/\\]/, ''), contentType, bytes };
}
