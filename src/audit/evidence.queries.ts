import { sha256Hex } from '#kernel/canonical-json.ts';
import { InvariantError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import { unpackTexts } from '#store/packed-text.ts';
import type { StoredEntry } from './trail.queries.ts';

export interface EvidenceFinding {
  /** The entry that tells of the run. */
  readonly seq: number;
  readonly problem: string;
}

interface Told {
  readonly seq: number;
  readonly run: string;
  readonly agent: string;
  readonly lane: number;
  readonly change: string;
  readonly hash: string;
}

/**
 * Hashes the evidence of the runs that these entries tell of once more: the bytes must give the hash that is stored
 * with them, and that must be the one in the entry.
 */
export async function evidenceFindings(
  tx: Tx,
  connectionId: string,
  entries: readonly StoredEntry[],
): Promise<{ checked: number; invalid: EvidenceFinding[] }> {
  const told = entries.filter((entry) => entry.what === 'run_decided').flatMap(toldBy);
  if (told.length === 0) return { checked: 0, invalid: [] };
  const rows = await tx.query<{ place: number; stored: string | null; packed: Buffer | null }>(
    `select t.place::int as place, encode(r.evidence_hash, 'hex') as stored,
            r.packed
       from unnest($2::text[], $3::int[], $4::bigint[]) with ordinality t(agent, lane, seq, place)
       left join run r on r.connection_id = $1 and r.agent = t.agent and r.lane = t.lane and r.seq = t.seq`,
    [connectionId, told.map((run) => run.agent), told.map((run) => run.lane), told.map((run) => run.change)],
  );
  const invalid: EvidenceFinding[] = [];
  for (const { place, stored, packed } of rows) {
    const run = told[place - 1];
    if (run === undefined || (stored === run.hash && hashOf(packed) === run.hash)) continue;
    const how = stored === null ? 'is gone' : 'is not what was decided on';
    invalid.push({ seq: run.seq, problem: `The evidence of run ${run.run} ${how}.` });
  }
  return { checked: told.length, invalid };
}

/** Undefined when the bytes cannot even be unpacked. */
function hashOf(packed: Buffer | null): string | undefined {
  if (packed === null) return undefined;
  try {
    return sha256Hex(unpackTexts(packed)[0] ?? '');
  } catch (cause) {
    if (cause instanceof InvariantError) return undefined;
    throw cause;
  }
}

/** Runs are named `three-way-match.2.4711`: agent, lane, change. */
function toldBy(entry: StoredEntry): Told[] {
  let body: { data?: { run?: unknown; evidence?: unknown } };
  try {
    body = JSON.parse(entry.body) as typeof body;
  } catch {
    // The chain's own check names an entry that cannot be read.
    return [];
  }
  const { run, evidence } = body.data ?? {};
  const parts = typeof run === 'string' ? /^(.+)\.(\d{1,9})\.(\d{1,18})$/.exec(run) : null;
  const [, agent, lane, change] = parts ?? [];
  if (agent === undefined || lane === undefined || change === undefined) return [];
  return [{ seq: entry.seq, run: String(run), agent, lane: Number(lane), change, hash: String(evidence) }];
}
