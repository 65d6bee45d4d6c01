import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
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
  readonly seed: number;
  readonly invoices: number;
  readonly months: number;
  readonly firstInvoiceId: string;
  readonly seededAt: string;
  readonly tokenKey: string;
  readonly adminKey: string;
  /** Of the company that was made from it; another version of the sandbox may make another one. */
  readonly fingerprint?: string;
}

/** The seeding that a data directory was begun with; undefined for a new one. */
export function readSeeding(directory: string): Seeding | undefined {
  const path = join(directory, SEEDING_FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Seeding) : undefined;
}

/** Begins a data directory, or assures that it was begun with the same company. */
export function keepSeeding(directory: string, seeding: Seeding, fingerprint: string): void {
  if (seeding.fingerprint === fingerprint) return;
  if (seeding.fingerprint !== undefined) {
    throw new Error(
      `The data in ${directory} belongs to a company that this version of the sandbox makes differently. Remove the directory to start over.`,
    );
  }
  mkdirSync(directory, { recursive: true });
  const path = join(directory, SEEDING_FILE);
  // Written beside and renamed: a directory has a whole seeding or none.
  const file = openSync(`${path}.new`, 'w', 0o600);
  writeSync(file, `${JSON.stringify({ ...seeding, fingerprint }, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.new`, path);
}

const SEEDING_FILE = 'seeding.json';

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
