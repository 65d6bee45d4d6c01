import type { Tx } from '#store/database.ts';
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
  const rows = await tx.query<{ place: number; stored: string | null; bytes: string | null }>(
    `select t.place::int as place, encode(r.evidence_hash, 'hex') as stored,
            encode(sha256(convert_to(r.evidence::text, 'UTF8')), 'hex') as bytes
       from unnest($2::text[], $3::int[], $4::bigint[]) with ordinality t(agent, lane, seq, place)
       left join run r on r.connection_id = $1 and r.agent = t.agent and r.lane = t.lane and r.seq = t.seq`,
    [connectionId, told.map((run) => run.agent), told.map((run) => run.lane), told.map((run) => run.change)],
  );
  const invalid: EvidenceFinding[] = [];
  for (const { place, stored, bytes } of rows) {
    const run = told[place - 1];
    if (run === undefined || (bytes === run.hash && stored === run.hash)) continue;
    const how = stored === null ? 'is gone' : 'is not what was decided on';
    invalid.push({ seq: run.seq, problem: `The evidence of run ${run.run} ${how}.` });
  }
  return { checked: told.length, invalid };
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
