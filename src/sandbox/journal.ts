import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { PlantedFault } from './company/truth.ts';
import type { Effect } from './state.ts';

/** One accepted write: what a client was told is done, and what it changed. */
export interface LedgerEntry {
  /** Counts from 1 without gaps. */
  readonly n: number;
  readonly at: string;
  /** OAuth client id, `person` for the pages, `live` for the company itself. */
  readonly client: string;
  readonly verb: string;
  readonly path: string;
  readonly status: number;
  /** `invoices:12` */
  readonly subject: string;
}

export interface JournalRecord extends LedgerEntry {
  readonly effect: Effect;
  readonly truth?: readonly PlantedFault[];
}

export interface Journal {
  /** Returns when the record is on disk. */
  readonly append: (record: JournalRecord) => void;
  readonly close: () => void;
}

/** What must be the same at the next start, or the journal would be replayed over another company. */
export interface Seeding {
  readonly edition: number;
  readonly seed: number;
  readonly invoices: number;
  readonly months: number;
  readonly seededAt: string;
  readonly tokenKey: string;
  readonly adminKey: string;
}

/** The seeding of a data directory: the one written there first, else the given one, written now. */
export function rememberSeeding(directory: string, wanted: Seeding): Seeding {
  const path = join(directory, 'seeding.json');
  if (existsSync(path)) {
    const known = JSON.parse(readFileSync(path, 'utf8')) as Seeding;
    if (known.edition === wanted.edition) return known;
    throw new Error(
      `The sandbox data in ${directory} was made by another edition (${known.edition}, now ${wanted.edition}). Remove the directory to start over.`,
    );
  }
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w', 0o600);
  writeSync(file, `${JSON.stringify(wanted, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  return wanted;
}

/** Opens the journal of a directory and hands every whole record of earlier starts to `replay`. */
export function openJournal(directory: string, replay: (record: JournalRecord) => void): Journal {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'journal.jsonl');
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  // A process killed while writing leaves a last line without its end: it was never acknowledged.
  const whole = bytes.lastIndexOf(10) + 1;
  for (const line of bytes.subarray(0, whole).toString('utf8').split('\n')) {
    if (line !== '') replay(JSON.parse(line) as JournalRecord);
  }
  const file = openSync(path, 'a', 0o600);
  if (whole < bytes.length) ftruncateSync(file, whole);
  return {
    append: (record) => {
      const line = Buffer.from(`${JSON.stringify(record)}\n`);
      for (let written = 0; written < line.length; ) written += writeSync(file, line, written);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}
