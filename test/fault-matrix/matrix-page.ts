// docs/faults.md is the matrix: each cell of its tables is a test, and what the page says is what must be seen.
import { readFileSync, writeFileSync } from 'node:fs';

const PAGE = new URL('../../docs/faults.md', import.meta.url);

export interface Cell {
  /** What the user sees while it lasts. */
  readonly seen: string;
  /** What has become of it when the weather is fine again. */
  readonly end: string;
}

export interface MatrixTable {
  /** @throws Error when the page has no such row. */
  readonly cell: (weather: string, operation: string) => Cell;
  /** `FAULTS_PAGE=write npx vitest run test/fault-matrix` writes the table anew, from what was seen. */
  readonly note: (weather: string, operation: string, cell: Cell) => void;
  readonly isWriting: boolean;
  readonly save: () => void;
}

/** Stands for all operations of a table. */
const EVERY = 'whatever it is';

/** The table below one heading of the page. */
export function openTable(heading: string): MatrixTable {
  const known = new Map<string, Cell>();
  for (const [weather = '', operations = '', seen = '', end = ''] of rowsOf(
    readFileSync(PAGE, 'utf8').slice(...bounds(heading)),
  )) {
    for (const operation of operations.split(', ')) known.set(`${weather}/${operation}`, { seen, end });
  }
  const noted: { weather: string; operation: string; cell: Cell }[] = [];
  return {
    cell: (weather, operation) => {
      const cell = known.get(`${weather}/${operation}`) ?? known.get(`${weather}/${EVERY}`);
      if (!cell) throw new Error(`docs/faults.md, ${heading}: expected a row for ${weather}, ${operation}.`);
      return cell;
    },
    note: (weather, operation, cell) => void noted.push({ weather, operation, cell }),
    isWriting: process.env.FAULTS_PAGE === 'write',
    save: () => {
      const grouped = new Map<string, string[]>();
      for (const { weather, operation, cell } of noted) {
        const key = `${weather} | @ | ${cell.seen} | ${cell.end}`;
        grouped.set(key, [...(grouped.get(key) ?? []), operation]);
      }
      const all = new Set(noted.map(({ operation }) => operation)).size;
      const rows = [...grouped].map(([key, operations]) => {
        const named = operations.length === all ? EVERY : operations.join(', ');
        return `| ${key.replace('@', named)} |`;
      });
      const [start, end] = bounds(heading);
      const text = readFileSync(PAGE, 'utf8');
      const kept = text.slice(start, end).split('\n');
      const intro = kept.filter((line) => !line.startsWith('|') && line !== '');
      const head = kept.filter((line) => /^\|( weather|---)/.test(line));
      const anew = `\n${intro.length > 0 ? `${intro.join('\n')}\n\n` : ''}${[...head, ...rows].join('\n')}\n`;
      writeFileSync(PAGE, `${text.slice(0, start)}${anew}${text.slice(end)}`);
    },
  };
}

/** Where the text below a heading begins and ends. */
function bounds(heading: string): [start: number, end: number] {
  const text = readFileSync(PAGE, 'utf8');
  const start = text.indexOf(`## ${heading}\n`) + `## ${heading}\n`.length;
  const next = text.indexOf('\n## ', start);
  return [start, next < 0 ? text.length : next];
}

function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| weather'))
    .map((line) => line.slice(2, -2).split(' | '));
}

export const pageText = (): string => readFileSync(PAGE, 'utf8');

/** A sentence without what differs from run to run. */
export function plain(text: string): string {
  return text
    .replace(/\d{4,}|\b\d+(?= ms\b)/g, 'N')
    .replaceAll('|', '/')
    .replace(/\s+/g, ' ')
    .trim();
}
