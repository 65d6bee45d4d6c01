import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { EMPTY_NAMES, FILE_LINES_MAX, IMPURE, PURE, WALLS } from './walls.ts';

/** The house rules a machine can check. Each fault names file, line and rule, so the fix needs no search. */
it('tidy', () => {
  const faults = sources('src').flatMap((file) => faultsOf(file, readFileSync(`src/${file}`, 'utf8')));
  expect(faults).toEqual([]);
});

it('walls form no circle', () => {
  const seen = new Set<string>();
  const visit = (room: string, path: readonly string[]): void => {
    if (path.includes(room)) throw new Error(`circle: ${[...path, room].join(' > ')}`);
    if (seen.has(room)) return;
    for (const target of WALLS[room] ?? []) {
      const next = roomOf(`${target}/`);
      if (next !== room) visit(next, [...path, room]);
    }
    seen.add(room);
  };
  for (const room of Object.keys(WALLS)) visit(room, []);
});

it('only the write door changes Coupa', () => {
  const importers = sources('src').filter((file) => {
    if (/\.test\.ts$/.test(file)) return false;
    return /from '(#coupa\/client|\.)\/write(\/[^']*)?\.ts'/.test(readFileSync(`src/${file}`, 'utf8'));
  });
  const outside = importers.filter((file) => !/^(engine\/(act|commands\/)|coupa\/client\/write)/.test(file));
  expect(outside).toEqual([]);
});

it('a screen imports the API client and the parts, never another screen', () => {
  if (!existsSync('web/src/screens')) return;
  const faults = sources('web/src/screens').flatMap((file) => {
    const own = file.split('/')[0];
    return readFileSync(`web/src/screens/${file}`, 'utf8')
      .split('\n')
      .map((line) => /from '(\.[^']+)'/.exec(line)?.[1])
      .filter((specifier): specifier is string => specifier !== undefined)
      .map((specifier) => posix.join('screens', posix.dirname(file), specifier))
      .filter((target) => target.startsWith('screens/') && !target.startsWith(`screens/${own}/`))
      .map((target) => `${file}: imports ${target}`);
  });
  expect(faults).toEqual([]);
});

function sources(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
}

function faultsOf(file: string, text: string): string[] {
  const lines = text.split('\n');
  const faults: string[] = [];
  if (EMPTY_NAMES.test(file)) faults.push(`${file}: this name says nothing; name the thing`);
  if (lines.length > FILE_LINES_MAX && !/^\/\/ long: \w+/.test(lines[0] ?? '')) {
    faults.push(
      `${file}: ${lines.length} lines, at most ${FILE_LINES_MAX}, or say why in line 1: // long: why`,
    );
  }
  // The composition root knows every room.
  if (/\.test\.tsx?$/.test(file) || /^main(\.ts$|\/)/.test(file)) return faults;
  lines.forEach((line, index) => {
    faults.push(...wallFaults(file, line, index + 1), ...purityFaults(file, line, index + 1));
  });
  return faults;
}

function wallFaults(file: string, line: string, lineNumber: number): string[] {
  const specifier = /(?:from|import\()\s*'([#.][^']+)'/.exec(line)?.[1];
  if (specifier === undefined) return [];
  const target = specifier.startsWith('#') ? specifier.slice(1) : posix.join(posix.dirname(file), specifier);
  const room = roomOf(file);
  const open = [room, 'kernel', ...(WALLS[room] ?? [])];
  const allowed = open.some((prefix) => target === prefix || target.startsWith(`${prefix}/`));
  return allowed && !isSiblingAgent(file, target)
    ? []
    : [`${file}:${lineNumber}: ${room} may not import ${target}`];
}

/** Agents share through `domain`, never by looking into each other; the registry alone names them all. */
function isSiblingAgent(file: string, target: string): boolean {
  const [room, agent, inner] = file.split('/');
  if (room !== 'agents' || inner === undefined) return false;
  return target.startsWith('agents/') && !target.startsWith(`agents/${agent}/`);
}

/** The innermost entry of the table that holds the file: `engine/shapes` before `engine`. */
function roomOf(file: string): string {
  const rooms = Object.keys(WALLS).filter((room) => file.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? file;
}

function purityFaults(file: string, line: string, lineNumber: number): string[] {
  if (!PURE.some((pure) => pure.test(file))) return [];
  return IMPURE.filter((pattern) => pattern.test(line)).map(
    (pattern) => `${file}:${lineNumber}: a pure file mentions ${pattern.source}`,
  );
}
