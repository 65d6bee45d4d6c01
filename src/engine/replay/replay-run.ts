import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { InvariantError, NotFoundError } from '#kernel/errors.ts';
import type { Tx } from '#store/database.ts';
import { unpackTexts } from '#store/packed-text.ts';
import { refsIn, restoreEvidence } from '../evidence.ts';
import type { AnyAgent } from '../shapes/agent.ts';
import type { Proposal } from '../shapes/proposal.ts';
import { loadRecords } from './stored-records.queries.ts';

/** A run as it lies in the table, with the settings it was decided under. */
export interface StoredRun {
  readonly agent: string;
  readonly lane: number;
  readonly seq: string;
  readonly subject_id: string;
  readonly verdict: string;
  readonly cause: string | null;
  readonly ruling: string;
  readonly because: string;
  readonly policy_version: number;
  readonly code_version: string;
  readonly evidence_hash: Buffer;
  readonly evidenceText: string;
  readonly proposal: Proposal;
  readonly decided_at: string;
  readonly settings: unknown;
}

/** A past decision, made again from what was stored with it. */
export interface Replay {
  readonly run: StoredRun;
  readonly evidence: unknown;
  readonly finding: unknown;
  readonly proposal: Proposal;
  /** Whether today's code comes to the very same proposal. */
  readonly isSame: boolean;
  /** Whether the evidence is, byte for byte, what was hashed at the time. */
  readonly isEvidenceIntact: boolean;
}

const SELECT_RUN = `select r.agent, r.lane, r.seq, r.subject_id, r.verdict, r.cause, r.ruling, r.because, r.policy_version,
  r.code_version, r.evidence_hash, r.packed, r.decided_at, s.settings
  from run r left join run_settings s on s.connection_id = r.connection_id and s.hash = r.settings_hash`;

/** The runs about one subject, newest first. */
export async function runsOf(tx: Tx, subjectId: string, rowsMax = 50): Promise<StoredRun[]> {
  const rows = await tx.query<RunRow>(
    `${SELECT_RUN} where r.subject_id = $1 order by r.decided_at desc, r.seq desc limit $2`,
    [subjectId, rowsMax],
  );
  return rows.map(toRun);
}

/** @param id as `three-way-match.2.4711`. @throws NotFoundError */
export async function getRun(tx: Tx, id: string): Promise<StoredRun> {
  const match = /^([a-z0-9-]+)\.(\d{1,4})\.(\d{1,18})$/.exec(id);
  if (match === null) throw new NotFoundError('run', id);
  const [row] = await tx.query<RunRow>(`${SELECT_RUN} where r.agent = $1 and r.lane = $2 and r.seq = $3`, [
    match[1],
    match[2],
    match[3],
  ]);
  if (row === undefined) throw new NotFoundError('run', id);
  return toRun(row);
}

type RunRow = Omit<StoredRun, 'evidenceText' | 'proposal'> & { readonly packed: Buffer };

function toRun({ packed, ...row }: RunRow): StoredRun {
  const [evidenceText = 'null', proposal = 'null'] = unpackTexts(packed);
  // Written by us as a proposal, and hashed: no schema stands between.
  return { ...row, evidenceText, proposal: JSON.parse(proposal) as Proposal };
}

/**
 * Decides again from the stored evidence, under the stored settings or others. Reads only.
 * @throws InvariantError when the agent is gone or a version that the evidence names is missing.
 */
export async function replayRun(
  tx: Tx,
  agents: readonly AnyAgent[],
  run: StoredRun,
  otherSettings?: unknown,
): Promise<Replay> {
  const agent = agents.find((one) => one.id === run.agent);
  if (agent === undefined) throw new InvariantError(`The run's agent ${run.agent} is gone.`);
  const stored: unknown = JSON.parse(run.evidenceText);
  const evidence = restoreEvidence(stored, await loadRecords(tx, tx.connectionId ?? '', refsIn(stored)));
  const settings: unknown = otherSettings ?? agent.settings.parse(run.settings);
  const finding: unknown = agent.analyse(evidence, settings);
  const proposal = agent.propose(finding, evidence, settings);
  return {
    run,
    evidence,
    finding,
    proposal,
    isSame: canonicalJson(proposal) === canonicalJson(run.proposal),
    isEvidenceIntact: sha256(run.evidenceText).equals(run.evidence_hash),
  };
}
