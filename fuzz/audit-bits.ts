import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadAnchorKey } from '#audit/anchor-key.ts';
import { exportTrail } from '#audit/export-evidence.ts';
import { recordEntries } from '#audit/record-entry.ts';
import { verifyExport } from '#audit/verify-export.ts';
import { systemClock } from '#kernel/clock.ts';
import { InputError } from '#kernel/errors.ts';
import { silentLog } from '#kernel/log.ts';
import { startCluster } from '../bench/cluster.ts';
import type { Dice } from '../chaos/dice.ts';
import { createTally, type FuzzTarget } from './fuzz-target.ts';

const CONNECTION = 'fuzz';
const ENTRIES = 60;
const BATCH = 20;

/** An exported trail with one bit changed, or lines taken out, doubled, moved or cut off. */
export const auditBits: FuzzTarget = {
  promise: 'Every change to an exported trail is found with the file and the public key alone.',
  trials: 20_000,
  async run(trials, dice) {
    const { file, verify } = await makeExport();
    const tally = createTally();
    if (!(await verify(file))) tally.fault('The trail as it was exported is not valid.');
    for (let trial = 0; trial < trials; trial += 1) {
      const [how, changed] = change(file, dice);
      if (changed.equals(file)) continue;
      tally.count(how);
      if (await verify(changed)) tally.fault(`${how} was not found.`);
    }
    return tally.result(trials);
  },
};

async function makeExport() {
  const cluster = await startCluster();
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'purser-fuzz-'));
  try {
    const key = await loadAnchorKey(dataDir);
    await cluster.db.inConnection(CONNECTION, (tx) =>
      tx.execute(
        "insert into connection (connection_id, name, coupa_url) values ($1, $1, 'http://127.0.0.1:1')",
        [CONNECTION],
      ),
    );
    for (let made = 0; made < ENTRIES; made += BATCH) {
      const drafts = Array.from({ length: BATCH }, (_, at) => ({
        what: 'run_decided',
        who: { kind: 'agent' as const, id: 'three-way-match', name: 'Three-way match' },
        subject: `invoice/${made + at}`,
        text: `Approve invoice ${made + at}: carried out by policy.`,
        data: { amount: `${made}.${at}`, supplier: 'Quellmann Chemie' },
      }));
      await cluster.db.inConnection(CONNECTION, (tx) => recordEntries(tx, CONNECTION, drafts, new Date()));
    }
    const deps = { db: cluster.db, key, dataDir, clock: systemClock, log: silentLog };
    const parts: string[] = [];
    for await (const part of exportTrail(CONNECTION, undefined, deps)) parts.push(part);
    const verify = async (bytes: Buffer): Promise<boolean> => {
      try {
        return (await verifyExport([bytes], key.publicKey)).valid;
      } catch (thrown) {
        // Changed beyond recognition: no export any more, and so not believed.
        if (thrown instanceof InputError) return false;
        throw thrown;
      }
    };
    return { file: Buffer.from(parts.join('')), verify };
  } finally {
    await cluster.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function change(file: Buffer, dice: Dice): [how: string, changed: Buffer] {
  const kind = dice.next();
  if (kind < 0.7) {
    const changed = Buffer.from(file);
    const at = dice.between(0, file.length - 1);
    const bit = dice.between(0, 7);
    changed[at] = (changed[at] ?? 0) ^ (1 << bit);
    return ['a bit', changed];
  }
  if (kind < 0.8) return ['a cut', file.subarray(0, dice.between(0, file.length - 1))];
  const lines = file.toString('utf8').trimEnd().split('\n');
  const from = dice.between(0, lines.length - 1);
  const [line = ''] = kind < 0.94 ? lines.splice(from, 1) : [lines[from]];
  const how = kind < 0.87 ? 'a line taken out' : kind < 0.94 ? 'a line moved' : 'a line doubled';
  if (kind >= 0.87) lines.splice(dice.between(0, lines.length), 0, line);
  return [how, Buffer.from(`${lines.join('\n')}\n`)];
}
