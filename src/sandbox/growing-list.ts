import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** A JSON array in a file: a beginning that may be too long to hold, and an end that grows. */
export interface GrowingList {
  /** Writes the end anew. */
  readonly end: (items: readonly unknown[]) => void;
}

/** Enough that the disk is asked seldom. */
const PART_CHARACTERS = 1 << 20;

/** Writes the items that stay one by one. */
export function beginList(path: string, items: Iterable<unknown>): GrowingList {
  const whole = openSync(path, 'w');
  let written = 0;
  let isFirst = true;
  let part = '[';
  const write = (file: number): void => {
    const bytes = Buffer.from(part);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, undefined, written + done);
    written += bytes.length;
    part = '';
  };
  const add = (item: unknown): void => {
    part += `${isFirst ? '' : ','}\n ${JSON.stringify(item, null, 1).replaceAll('\n', '\n ')}`;
    isFirst = false;
  };
  for (const item of items) {
    add(item);
    if (part.length > PART_CHARACTERS) write(whole);
  }
  write(whole);
  closeSync(whole);
  const begun = { written, isFirst };
  return {
    end: (more) => {
      ({ written, isFirst } = begun);
      const file = openSync(path, 'r+');
      try {
        ftruncateSync(file, written);
        for (const item of more) add(item);
        part += isFirst ? ']\n' : '\n]\n';
        write(file);
      } finally {
        closeSync(file);
      }
    },
  };
}
