// Time that passes on demand, and what is remembered of it for the next start.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TenantClock } from './clock.ts';

/** Moves the clock on in equal steps with an event after each. @returns how many events happened. */
export function passTime(
  { ms, events }: { readonly ms: number; readonly events: number },
  deps: { readonly time: TenantClock; readonly advance: (events: number) => readonly string[] },
): number {
  const step = Math.floor(ms / (events + 1));
  for (let count = 0; count < events; count += 1) {
    deps.time.move(step);
    deps.advance(1);
  }
  deps.time.move(ms - step * events);
  return events;
}

const FILE = 'clock.json';

/** How far the clock of a data directory was moved; 0 for a new one. */
export function readMovedMs(directory: string | undefined): number {
  if (directory === undefined || !existsSync(join(directory, FILE))) return 0;
  return (JSON.parse(readFileSync(join(directory, FILE), 'utf8')) as { movedMs: number }).movedMs;
}

export function saveMovedMs(directory: string | undefined, movedMs: number): void {
  if (directory === undefined) return;
  mkdirSync(directory, { recursive: true });
  const path = join(directory, FILE);
  writeFileSync(`${path}.new`, `${JSON.stringify({ movedMs })}\n`);
  renameSync(`${path}.new`, path);
}
