import { type ExactJson, readExactJson } from '#kernel/exact-json.ts';
import { RESOURCES, type Resource } from '#mirror/resources.ts';
import type { Database } from '#store/database.ts';
import type { SandboxFacts } from '../test/product-processes.ts';

/** A record that the mirror holds otherwise than Coupa, or only one of them holds. */
export interface Difference {
  readonly resource: string;
  readonly id: string;
  readonly problem: 'missing in the mirror' | 'not in Coupa any more' | 'other content';
  /** Where the two differ first, and how. */
  readonly where?: string;
}

/** What was accepted by the sandbox, in order. */
export interface LedgerLine {
  readonly n: number;
  readonly client: string;
  readonly verb: string;
  readonly path: string;
}

/** Compares every record of every list, content included, read page by page as a stranger would. */
export async function compareWithSource(
  db: Database,
  connectionId: string,
  sandbox: SandboxFacts,
): Promise<{ records: number; differences: Difference[] }> {
  const token = await tokenOf(sandbox);
  const differences: Difference[] = [];
  let records = 0;
  for (const resource of RESOURCES) {
    const there = await readAll(resource, sandbox, token);
    records += there.size;
    const rows = await db.inConnection(connectionId, (tx) =>
      tx.query<{ id: string; doc: unknown }>(
        `select r.id, v.doc from ${resource.kind} r
           join record_version v on v.connection_id = $1 and v.kind = $2 and v.record_id = r.id and v.hash = r.hash
          where r.connection_id = $1 and r.deleted_at is null`,
        [connectionId, resource.kind],
      ),
    );
    const here = new Map(rows.map(({ id, doc }) => [id, doc]));
    const note = (id: string, problem: Difference['problem'], where?: string): void => {
      differences.push({ resource: resource.name, id, problem, ...(where === undefined ? {} : { where }) });
    };
    for (const [id, record] of there) {
      if (!here.has(id)) note(id, 'missing in the mirror');
      else {
        const where = firstDifference(here.get(id), record);
        if (where !== undefined) note(id, 'other content', where);
      }
    }
    for (const id of here.keys()) if (!there.has(id)) note(id, 'not in Coupa any more');
  }
  return { records, differences };
}

/** The path of the first value in which two records differ, with both values. */
function firstDifference(mirrored: unknown, source: unknown, path = ''): string | undefined {
  const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;
  if (!isTree(mirrored) || !isTree(source)) {
    const [ours, theirs] = [JSON.stringify(mirrored), JSON.stringify(source)];
    return ours === theirs ? undefined : `${path}: mirror ${ours}, Coupa ${theirs}`;
  }
  const ours = new Map<string, unknown>(Object.entries(mirrored));
  const theirs = new Map<string, unknown>(Object.entries(source));
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const found = firstDifference(ours.get(key), theirs.get(key), `${path}/${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function readAll(
  resource: Resource,
  sandbox: SandboxFacts,
  token: string,
): Promise<Map<string, unknown>> {
  const records = new Map<string, unknown>();
  for (let after = '0'; ; ) {
    const query = new URLSearchParams({
      ...resource.query,
      fields: resource.fields,
      'id[gt]': after,
      order_by: 'id',
      dir: 'asc',
      limit: '50',
    });
    const text = await ask(`${sandbox.url}/api/${resource.path}?${query}`, {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
    });
    if (text === undefined) return records;
    const page = readExactJson(text, resource.name);
    const rows = Array.isArray(page) ? page : [];
    for (const json of rows) {
      const id = idOf(json);
      records.set(id, resource.parse(json, resource.name));
      after = id;
    }
    if (rows.length < 50) return records;
  }
}

function idOf(json: ExactJson): string {
  const isRecord = typeof json === 'object' && json !== null && !Array.isArray(json);
  return isRecord ? String(json.id) : '';
}

async function tokenOf(sandbox: SandboxFacts): Promise<string> {
  const answer = await fetch(`${sandbox.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: sandbox.clientId,
      client_secret: sandbox.clientSecret,
      scope: sandbox.scopes,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/**
 * The reader here shares the sandbox's limit with the product; it waits where that waits. Undefined for a list that the
 * sandbox does not have.
 */
async function ask(url: string, headers: Record<string, string>): Promise<string | undefined> {
  for (;;) {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(20_000) });
    if (answer.ok) return answer.text();
    if (answer.status === 404) return undefined;
    if (answer.status !== 429) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Everything the sandbox ever accepted. */
export async function readLedger(sandbox: SandboxFacts): Promise<LedgerLine[]> {
  const lines: LedgerLine[] = [];
  for (;;) {
    const text = await ask(`${sandbox.url}/sandbox/ledger?after=${lines.length}`, {
      'x-sandbox-key': sandbox.adminKey,
    });
    const { entries, last } = JSON.parse(text ?? '{}') as { entries: LedgerLine[]; last: number };
    lines.push(...entries);
    if (lines.length >= last || entries.length === 0) return lines;
  }
}
