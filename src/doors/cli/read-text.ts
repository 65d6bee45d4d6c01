import { readFile } from 'node:fs/promises';
import { PurserError } from '#kernel/errors.ts';

/** Far above any real invoice with its orders; what is larger is a mistake. */
const BYTES_MAX = 256 * 1024 * 1024;

/**
 * The text of a file, or of standard input for `-`.
 * @throws PurserError `unreadable_file` or `input_too_large`.
 */
export async function readText(file: string, stdin: NodeJS.ReadableStream): Promise<string> {
  return file === '-' ? readStream(stdin) : readFileText(file);
}

/** How the place is called in messages. */
export function placeOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

async function readFileText(file: string): Promise<string> {
  try {
    return withinLimit(await readFile(file), file);
  } catch (cause) {
    if (cause instanceof PurserError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? 'an error';
    const why = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'it may not be read' }[
      code
    ];
    throw new PurserError('unreadable_file', `${file}: expected a readable file, but ${why ?? code}.`, {
      cause,
    });
  }
}

async function readStream(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > BYTES_MAX) break;
    chunks.push(part);
  }
  return withinLimit(Buffer.concat(chunks), 'standard input', bytes);
}

/** Text in UTF-8; a byte order mark, which Windows editors leave, is no part of it. */
function withinLimit(content: Buffer, where: string, bytes = content.length): string {
  if (bytes > BYTES_MAX) {
    throw new PurserError(
      'input_too_large',
      `${where}: expected at most ${BYTES_MAX / 1024 / 1024} MB, found more.`,
    );
  }
  const text = content.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
