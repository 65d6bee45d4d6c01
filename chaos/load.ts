import { createHmac, randomUUID } from 'node:crypto';
import { openPerson, type ProductPerson } from '../test/product-person.ts';
import type { Dice } from './dice.ts';
import { CONNECTION, type Installation } from './installation.ts';

/** What somebody outside was told is done. It must be there at the end, whatever was killed. */
export interface Acknowledged {
  readonly decisions: { approvalId: string; state: string; commandIds: readonly string[] }[];
  readonly callouts: string[];
  /** Asked without a whole answer, or refused with words: nothing was promised. */
  readonly counts: { unanswered: number; refused: number; events: number };
}

export interface Load {
  readonly acknowledged: Acknowledged;
  /** Stops asking and waits for what is under way. */
  stop(): Promise<void>;
}

interface Row {
  readonly id: string;
}

const TIMEOUT_MS = 5_000;

/** A person who decides, a company that lives on, and a sender of call-outs, until stopped. */
export async function startLoad(here: Installation, dice: Dice): Promise<Load> {
  const acknowledged: Acknowledged = {
    decisions: [],
    callouts: [],
    counts: { unanswered: 0, refused: 0, events: 0 },
  };
  const person = await openPerson(here.webUrl);
  let isStopped = false;
  const repeat = async (lowMs: number, highMs: number, work: () => Promise<void>): Promise<void> => {
    while (!isStopped) {
      // A door that is closed at present is what this is about.
      await work().catch(() => {
        acknowledged.counts.unanswered += 1;
      });
      await new Promise((resolve) => setTimeout(resolve, dice.between(lowMs, highMs)));
    }
  };
  const loops = [
    repeat(30, 250, () => decideOne(person, dice, acknowledged)),
    repeat(200, 1_200, () => liveOn(here, dice, acknowledged)),
    repeat(50, 300, () => callOut(here, dice, acknowledged)),
  ];
  return {
    acknowledged,
    stop: async () => {
      isStopped = true;
      await Promise.all(loops);
    },
  };
}

async function decideOne(person: ProductPerson, dice: Dice, { decisions, counts }: Acknowledged) {
  const list = await person.send('GET', '/api/approvals?limit=50');
  if (list.status !== 200) throw new Error(`The list answered ${list.status}.`);
  const row = dice.pick((list.body as { rows: Row[] }).rows);
  if (row === undefined) return;
  const decision = dice.next() < 0.9 ? 'approve' : 'reject';
  const answer = await person.send('POST', `/api/approvals/${row.id}/decision`, {
    decision,
    ...(decision === 'reject' ? { reason: 'Not this one.' } : {}),
  });
  if (answer.status !== 200) {
    counts.refused += 1;
    return;
  }
  const { state, commandIds } = answer.body as { state: string; commandIds: string[] };
  decisions.push({ approvalId: row.id, state, commandIds });
}

async function liveOn({ sandbox }: Installation, dice: Dice, { counts }: Acknowledged): Promise<void> {
  const events = dice.between(1, 3);
  const answer = await fetch(`${sandbox.url}/sandbox/advance`, {
    method: 'POST',
    headers: { 'x-sandbox-key': sandbox.adminKey },
    body: JSON.stringify({ events }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.ok) counts.events += events;
}

async function callOut(here: Installation, dice: Dice, { callouts, counts }: Acknowledged): Promise<void> {
  const id = `msg_${randomUUID()}`;
  const body = JSON.stringify({ type: 'invoice', id: 710_001 + dice.between(0, 200) });
  const answer = await fetch(`${here.webUrl}/call-outs/${CONNECTION}/${here.door.id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signed(here.door.secret, id, body) },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status === 200) callouts.push(id);
  else counts.refused += 1;
}

/** Standard Webhooks. */
function signed(secret: string, id: string, body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}

/** Answers that get lost and doors that close for a moment, on top of the killing. */
export async function setSandboxTrouble({ sandbox }: Installation, isOn: boolean): Promise<void> {
  const match = { path: '^/api/' };
  const faults = [
    { kind: 'reset-after', match: { ...match, method: 'PUT' }, probability: 0.05 },
    { kind: 'reset-after', match: { ...match, method: 'POST' }, probability: 0.05 },
    { kind: 'error-before', match, probability: 0.02, status: 503 },
  ];
  await fetch(`${sandbox.url}/sandbox/faults`, {
    method: 'POST',
    headers: { 'x-sandbox-key': sandbox.adminKey },
    body: JSON.stringify(isOn ? faults : []),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}
