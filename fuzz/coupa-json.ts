import { PurserError } from '#kernel/errors.ts';
import { type ExactJson, readExactJson } from '#kernel/exact-json.ts';
import { RESOURCES, type Resource } from '#mirror/resources.ts';
import { startSandbox } from '../src/sandbox/start-sandbox.ts';
import { createTally, type FuzzTarget, isSlow } from './fuzz-target.ts';
import { mutateJson } from './mutate.ts';

const SAMPLES = 40;
const REFUSALS = new Set(['invalid_input', 'coupa_shape']);

/** Payloads as a tenant sends them, changed at random, through the reader and the converter of each list. */
export const coupaJson: FuzzTarget = {
  promise: 'Whatever Coupa sends is read, or refused with a typed error; ids keep every digit.',
  trials: 100_000,
  async run(trials, dice) {
    const samples = await readSamples();
    const tally = createTally();
    for (let trial = 0; trial < trials; trial += 1) {
      const sample = dice.pick(samples);
      if (sample === undefined) throw new Error('There is nothing to change.');
      const text = mutateJson(sample.text, dice);
      const outcome = readOne(sample.resource, text);
      tally.count(outcome.kind);
      if (outcome.kind === 'fault') tally.fault(`${sample.resource.name}: ${outcome.words}: ${text}`);
      if (isSlow(() => readOne(sample.resource, text)))
        tally.fault(`${sample.resource.name} is slow: ${text}`);
    }
    return tally.result(trials);
  },
};

function readOne(resource: Resource, text: string): { kind: string; words?: string } {
  let json: ExactJson;
  try {
    json = readExactJson(text, 'fuzz');
  } catch (thrown) {
    return refusal('no json', thrown);
  }
  try {
    const record = resource.parse(json, 'fuzz');
    const sent = typeof json === 'object' && json !== null && !Array.isArray(json) ? json.id : undefined;
    if (record.id !== sent) return { kind: 'fault', words: `the id ${String(sent)} became ${record.id}` };
    const isPolluted = Object.getPrototypeOf({}) !== Object.prototype || 'polluted' in {};
    return isPolluted ? { kind: 'fault', words: 'a prototype was changed' } : { kind: 'read' };
  } catch (thrown) {
    return refusal('refused', thrown);
  }
}

function refusal(kind: string, thrown: unknown): { kind: string; words?: string } {
  if (thrown instanceof PurserError && REFUSALS.has(thrown.code)) return { kind };
  return {
    kind: 'fault',
    words: thrown instanceof Error ? `${thrown.name} ${thrown.message}` : String(thrown),
  };
}

/** Real payloads: from a sandbox, asked with the fields that the mirror asks for. */
async function readSamples(): Promise<{ resource: Resource; text: string }[]> {
  const sandbox = await startSandbox({ invoices: 60, months: 2, hasRateLimit: false });
  try {
    const token = await fetch(`${sandbox.url}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: sandbox.env.client_id,
        client_secret: sandbox.env.client_secret,
        scope: sandbox.env.scope_all,
      }),
    });
    const { access_token: bearer } = (await token.json()) as { access_token: string };
    const samples: { resource: Resource; text: string }[] = [];
    for (const resource of RESOURCES) {
      const query = new URLSearchParams({
        ...resource.query,
        fields: resource.fields,
        limit: String(SAMPLES),
      });
      const answer = await fetch(`${sandbox.url}/api/${resource.path}?${query}`, {
        headers: { authorization: `Bearer ${bearer}`, accept: 'application/json' },
      });
      // The sandbox need not have every list; made-up records of those are tried all the same.
      const page = answer.ok ? ((await answer.json()) as unknown[]) : [];
      samples.push(...page.map((record) => ({ resource, text: JSON.stringify(record) })));
    }
    return samples;
  } finally {
    await sandbox.close();
  }
}
