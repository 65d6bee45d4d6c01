import { mkdir, open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** Where a connection's anchors lie below a data folder. */
export function anchorFile(dataDir: string, connectionId: string): string {
  return path.join(dataDir, 'anchors', `${connectionId}.jsonl`);
}

/** The same file in the second place, which is a plain folder, perhaps on another machine. */
export function anchorCopyFile(copyDir: string, connectionId: string): string {
  return path.join(copyDir, `${connectionId}.jsonl`);
}

/** The lines of an anchor file; undefined when there is none. A last line that was cut short by a crash is left out. */
export async function readAnchorLines(file: string): Promise<string[] | undefined> {
  const text = await readFile(file, 'utf8').catch(noneThere);
  return text === undefined ? undefined : wholeLines(text);
}

/**
 * The last lines of an anchor file, at least so many bytes of them, without reading all of it.
 * `isAll`: nothing stands before them.
 */
export async function readLastAnchorLines(
  file: string,
  bytes: number,
): Promise<{ lines: string[]; isAll: boolean }> {
  const handle = await open(file, 'r').catch(noneThere);
  if (handle === undefined) return { lines: [], isAll: true };
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, bytes);
    const tail = Buffer.alloc(length);
    await handle.read(tail, 0, length, size - length);
    const isAll = length === size;
    // What the first cut left of a line is no line; anchors are ASCII, so no character is cut.
    const from = isAll ? 0 : tail.indexOf(10) + 1;
    return { lines: wholeLines(tail.toString('utf8', from)), isAll };
  } finally {
    await handle.close();
  }
}

function wholeLines(text: string): string[] {
  const end = text.lastIndexOf('\n');
  return end < 0 ? [] : text.slice(0, end).split('\n');
}

function noneThere(cause: unknown): undefined {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
  throw cause;
}

/** Adds a line at the end and waits until the disk has it. What a crash cut short before is finished off first. */
export async function appendAnchorLine(file: string, line: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const isCut = size > 0 && last[0] !== 10;
    await handle.write(`${isCut ? '\n' : ''}${line}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Brings the second place up to the first, however long it was away. */
export async function copyAnchors(file: string, copy: string): Promise<void> {
  const there = await stat(copy).then(
    ({ size }) => size,
    () => 0,
  );
  const whole = await readFile(file);
  if (whole.length <= there) return;
  await mkdir(path.dirname(copy), { recursive: true, mode: 0o700 });
  const handle = await open(copy, 'a', 0o600);
  try {
    await handle.write(whole.subarray(there));
    await handle.sync();
  } finally {
    await handle.close();
  }
}
