import { mkdtempSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AGENTS } from '#agents/registry.ts';
import { loadAnchorKey } from '#audit/anchor-key.ts';
import { newSecretKey, readKeyRing } from '#connections/secret-box.ts';
import { systemClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/log.ts';
import { connectingOf } from '#main/connecting.ts';
import { operationsOf } from '#main/operations.ts';
import type { AnyOperation } from '#operation/operation.ts';
import { testSealer } from './with-server.ts';

const SRC = path.resolve(import.meta.dirname, '../src');
const ROOMS = ['audit', 'connections', 'engine', 'governance', 'mirror', 'people'];

/** Every operation that the product serves. */
export async function servedOperations(): Promise<readonly AnyOperation[]> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'purser-anchors-'));
  const key = await loadAnchorKey(dataDir);
  return operationsOf(
    { agents: AGENTS },
    testSealer,
    { key, dataDir, clock: systemClock, log: silentLog },
    connectingOf({ ring: readKeyRing(newSecretKey()), clock: systemClock, agents: AGENTS }),
  );
}

/** Every operation that some file exports, whether or not anybody remembered to serve it. */
export async function exportedOperations(): Promise<AnyOperation[]> {
  const found = new Map<string, AnyOperation>();
  for (const room of ROOMS) {
    for (const file of readdirSync(path.join(SRC, room), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const exported: Record<string, unknown> = await import(pathToFileURL(path.join(SRC, room, file)).href);
      for (const value of Object.values(exported).flat()) {
        if (isOperation(value)) found.set(value.name, value);
      }
    }
  }
  return [...found.values()];
}

function isOperation(value: unknown): value is AnyOperation {
  return (
    typeof value === 'object' && value !== null && 'http' in value && 'permission' in value && 'run' in value
  );
}
