import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { threeWayMatch } from '#agents/three-way-match/agent.ts';
import { recordOperationEntry } from '#audit/record-entry.ts';
import { factId } from '#domain/matching/learnable-fact.ts';
import type { LearnableFact } from '#domain/matching/memory.ts';
import { takeTurn } from '#engine/dispatch-changes.ts';
import { addPolicy } from '#engine/policy.queries.ts';
import { starterPolicy } from '#engine/policy-document.ts';
import type { AnyAgent } from '#engine/shapes/agent.ts';
import { systemClock } from '#kernel/clock.ts';
import { silentLog } from '#kernel/log.ts';
import { applyPage } from '#mirror/apply-page.ts';
import { createSources } from '#mirror/sources.ts';
import { type AnyOperation, type Caller, PERMISSIONS } from '#operation/operation.ts';
import { runOperation } from '#operation/run-operation.ts';
import { minute, sampleInvoice, sampleOrder, sampleReceipt } from '../../../test/sample-records.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../../test/with-database.ts';
import { confirmLearnableOperation, rejectLearnableOperation } from './answer-learnable.ts';
import { exportMemory } from './export-memory.ts';
import { listLearnableOperation } from './list-learnable.ts';
import { listMemory } from './list-memory.ts';
import { withdrawMemory } from './withdraw-memory.ts';

const crates: LearnableFact = {
  kind: 'conversion',
  supplierId: '7',
  from: 'cs',
  to: 'EA',
  factor: '24.0',
  partNumber: null,
  proof: '5 CS at 42.00 are 120 EA at 1.75, both 210.00.',
};
const called: LearnableFact = {
  kind: 'cross_reference',
  supplierId: '7',
  theirs: '=cmd()',
  ours: 'P-1, "Euro"',
  proof: 'Same price, same quantity.',
};
let teaches: readonly LearnableFact[] = [];

/** The agent as it will be: what its match found out is what a test says. */
const teaching: AnyAgent = {
  ...threeWayMatch,
  analyse: (evidence, settings) => {
    const finding = threeWayMatch.analyse(evidence, settings);
    return { ...finding, match: { ...finding.match, learnable: teaches } };
  },
};

let test: TestDatabase;
let connectionId = '';
let made = 0;
let now = new Date('2026-04-02T22:30:00Z');

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  made += 1;
  now = new Date('2026-04-02T22:30:00Z');
  teaches = [crates, called];
  connectionId = await createTestConnection(test.db, `memory_${made}`);
  await inside(async (tx) => {
    await tx.execute("update connection set time_zone = 'Europe/Berlin'");
    await addPolicy(tx, connectionId, {
      document: starterPolicy([teaching]),
      expectedVersion: 0,
      by: { id: 'purser', name: 'Purser' },
    });
    const apply = (kind: 'invoice' | 'purchase_order' | 'receipt', records: never[]) =>
      applyPage(tx, connectionId, { kind, records, readAt: minute(1) });
    await apply('purchase_order', [sampleOrder('500')] as never[]);
    await apply('receipt', [sampleReceipt('9')] as never[]);
    await apply('invoice', [
      sampleInvoice('1'),
      sampleInvoice('2', { lines: [] }),
      sampleInvoice('3', { lines: [], status: 'approved' }),
      sampleInvoice('4', { lines: [], supplierId: '8' }),
    ] as never[]);
  });
  await decide();
});

function inside<T>(work: Parameters<typeof test.db.inConnection<T>>[1]): Promise<T> {
  return test.db.inConnection(connectionId, work);
}

async function decide(): Promise<void> {
  const deps = {
    db: test.db,
    agents: [teaching],
    clock: systemClock,
    log: silentLog,
    now: () => now,
    sourcesFor: (tx: Parameters<typeof createSources>[0], id: string, invoiceIds: readonly string[]) =>
      createSources(tx, id, { invoiceIds }),
  };
  while ((await takeTurn(teaching, deps)) !== 'idle');
}

function ask(operation: AnyOperation, input: object, personName = 'Ada') {
  const caller: Caller = {
    personId: `per_${personName}`,
    personName,
    connectionId,
    permissions: new Set(PERMISSIONS),
    coupaUserId: undefined,
    via: 'screen',
  };
  const deps = { db: test.db, now: () => now, recordEntry: recordOperationEntry };
  return runOperation(operation, input, caller, deps);
}

const confirm = (fact: LearnableFact, id = '1', who?: string) =>
  ask(confirmLearnableOperation([teaching]), { id, fact: factId(fact) }, who);
const reject = (fact: LearnableFact, id = '1') =>
  ask(rejectLearnableOperation([teaching]), { id, fact: factId(fact) });
const withdraw = (fact: LearnableFact) => ask(withdrawMemory, { id: factId(fact) });
const offered = async (id = '1'): Promise<string[]> =>
  (await ask(listLearnableOperation([teaching]), { id })).rows.map(
    ({ state, words }: { state: string; words: string }) => `${state}: ${words}`,
  );
const listed = async (input: object = {}): Promise<string[]> =>
  (await ask(listMemory, input)).rows.map((row: { words: string }) => row.words);
const trail = () =>
  inside((tx) =>
    tx.query<{ what: string; subject: string; text: string }>(
      "select what, subject, body::json->>'text' as text from audit_entry where what like 'memory%' order by seq",
    ),
  );
const woken = () =>
  inside(async (tx) =>
    (
      await tx.query<{ id: string }>("select subject_id as id from change where cause = 'memory' order by 1")
    ).map(({ id }) => id),
  );
const memoryOf = (id: string) =>
  inside(
    async (tx) => (await createSources(tx, connectionId, { invoiceIds: [id] }).invoiceDossier(id))?.memory,
  );

describe('what an invoice may teach', () => {
  it('is offered with its proof and with what it changes', async () => {
    const { rows } = await ask(listLearnableOperation([teaching]), { id: '1' });
    expect(rows[0]).toEqual({
      id: factId(crates),
      kind: 'conversion',
      words: '1 CS = 24 EA',
      consequence: 'The next invoices of this supplier are compared with 1 CS = 24 EA.',
      proof: crates.proof,
      state: 'offered',
      by: null,
      at: null,
    });
    expect(rows).toHaveLength(2);
  });

  it('is nothing about another supplier, nothing of an agent that is gone, and nothing of no invoice', async () => {
    expect(await offered('4')).toEqual([]);
    expect((await ask(listLearnableOperation([]), { id: '1' })).rows).toEqual([]);
    await expect(offered('99')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a fact that is confirmed', () => {
  it('is evidence from then on, wakes the open invoices of the supplier, and stands in the trail', async () => {
    expect(await memoryOf('1')).toBeUndefined();
    const answer = await confirm(crates);
    expect(answer).toMatchObject({ words: '1 CS = 24 EA', woken: 2 });
    expect(answer.run).toMatch(/^three-way-match\.\d+\.\d+$/);
    expect(await memoryOf('1')).toEqual({
      conversions: [{ supplierId: '7', from: 'CS', to: 'EA', factor: '24' }],
      crossReferences: [],
      orderNumberForms: [],
    });
    expect(await woken()).toEqual(['1', '2']);
    expect(await trail()).toEqual([
      {
        what: 'memory_confirmed',
        subject: 'invoice/1',
        text: 'Ada confirmed what this invoice taught: 1 CS = 24 EA.',
      },
    ]);
    await decide();
    expect(await offered()).toEqual(['confirmed: 1 CS = 24 EA', 'offered: “=cmd()” is our P-1, "Euro"']);
    expect(await offered('2')).toEqual(['offered: “=cmd()” is our P-1, "Euro"']);
  });

  it('is kept with who said so, and on which day it was there', async () => {
    await confirm(crates);
    const [row] = await inside((tx) => tx.query('select * from match_memory'));
    expect(row).toMatchObject({ last_on: '2026-04-03', decided_by_name: 'Ada', confirmed: 1, rejected: 0 });
    expect(row).toMatchObject({
      decided_at: '2026-04-02T22:30:00.000Z',
      invoice_id: '1',
      state: 'confirmed',
    });
  });

  it('cannot be answered twice, and a pair may be confirmed again from another invoice', async () => {
    await confirm(crates);
    for (const again of [() => confirm(crates, '2'), () => reject(crates)])
      await expect(again()).rejects.toMatchObject({
        code: 'memory_answered',
        message: 'Ada confirmed this on 2026-04-02. Withdraw that first to answer anew.',
      });
    await confirm(called);
    await expect(confirm(called)).rejects.toMatchObject({ code: 'memory_answered' });
    await confirm(called, '2');
    const [row] = await inside((tx) =>
      tx.query("select confirmed from match_memory where kind = 'cross_reference'"),
    );
    expect(row).toEqual({ confirmed: 2 });
  });

  it('is refused where it contradicts another, which is named', async () => {
    const dozens = { ...crates, factor: '12' };
    teaches = [crates, dozens, { ...dozens, partNumber: 'P-1' }, { ...dozens, from: 'EA', to: 'CS' }];
    await confirm(crates);
    for (const at of [1, 3])
      await expect(confirm(teaches[at] as LearnableFact)).rejects.toMatchObject({
        code: 'memory_contradicts',
        message: expect.stringContaining('contradicts 1 CS = 24 EA, which Ada confirmed on 2026-04-02.'),
        details: { other: factId(crates) },
      });
    await confirm(teaches[2] as LearnableFact);
    await withdraw(crates);
    await confirm(dozens);
    expect(await listed()).toEqual(expect.arrayContaining(['1 CS = 12 EA', '1 CS = 12 EA for P-1']));
  });

  it('is only ever what the newest run found out', async () => {
    teaches = [];
    await expect(confirm(crates)).rejects.toMatchObject({ code: 'not_found' });
    teaches = [crates];
    await expect(confirm(crates, '4')).rejects.toMatchObject({ code: 'not_found' });
    await expect(confirm(crates, '99')).rejects.toMatchObject({ code: 'not_found' });
    expect(await listed()).toEqual([]);
    expect(await trail()).toEqual([]);
  });

  it('of two that contradict each other and are confirmed at once, one is kept', async () => {
    const dozens = { ...crates, factor: '12' };
    teaches = [crates, dozens];
    const answers = await Promise.allSettled([confirm(crates), confirm(dozens, '2', 'Bob')]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await listed()).toHaveLength(1);
  });
});

describe('a fact that is refused', () => {
  it('is not offered again, and changes nothing else', async () => {
    expect(await reject(crates)).toMatchObject({ woken: 0 });
    expect(await memoryOf('1')).toBeUndefined();
    expect(await offered()).toEqual(['rejected: 1 CS = 24 EA', 'offered: “=cmd()” is our P-1, "Euro"']);
    expect(await offered('2')).toEqual(['offered: “=cmd()” is our P-1, "Euro"']);
    await expect(confirm(crates, '2')).rejects.toMatchObject({ code: 'memory_answered' });
  });

  it('speaks against itself when it is a pair', async () => {
    const pair = { ...called, theirs: 'Pallet, Euro' };
    teaches = [pair];
    expect(await reject(pair)).toMatchObject({ woken: 2 });
    expect((await memoryOf('1'))?.crossReferences[0]).toMatchObject({ confirmed: 0, rejected: 1 });
  });
});

describe('a fact that is withdrawn', () => {
  it('is used no more, is offered again, and leaves its trail', async () => {
    await confirm(crates);
    expect(await withdraw(crates)).toEqual({
      id: factId(crates),
      words: '1 CS = 24 EA',
      was: 'confirmed',
      invoiceId: '1',
      woken: 2,
    });
    expect(await memoryOf('1')).toBeUndefined();
    expect(await listed()).toEqual([]);
    expect(await offered('2')).toContain('offered: 1 CS = 24 EA');
    expect((await trail()).map(({ what }) => what)).toEqual(['memory_confirmed', 'memory_withdrawn']);
    await expect(withdraw(crates)).rejects.toMatchObject({ code: 'memory_withdrawn' });
    await expect(withdraw(called)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the list', () => {
  beforeEach(async () => {
    await confirm(crates);
    await reject(called);
  });

  it('is searched by supplier and by words, and filtered by answer', async () => {
    expect(await listed({ search: 'nordwind' })).toHaveLength(2);
    expect(await listed({ search: 'p-1, "e' })).toEqual(['“=cmd()” is our P-1, "Euro"']);
    expect(await listed({ search: 'conversion' })).toEqual([]);
    expect(await listed({ state: 'rejected' })).toEqual(['“=cmd()” is our P-1, "Euro"']);
    expect(await listed({ supplier: '8' })).toEqual([]);
  });

  it('goes on where a page ended', async () => {
    const first = await ask(listMemory, { limit: 1 });
    const second = await ask(listMemory, { limit: 1, cursor: first.next });
    expect(second.next).toBeNull();
    expect([...first.rows, ...second.rows].map((row: { words: string }) => row.words)).toEqual(
      await listed(),
    );
    await expect(ask(listMemory, { cursor: 'x' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('comes as a file that no spreadsheet takes for a formula', async () => {
    const { file } = await ask(exportMemory, {});
    const lines = String(file.body).split('\r\n');
    expect(file.name).toBe(`purser-memory-${connectionId}.csv`);
    expect(lines[0]).toMatch(/^\uFEFFsupplierId,supplierName,kind,words,state/);
    expect(lines).toHaveLength(4);
    expect(lines.join()).toContain('7,Nordwind Logistik GmbH,conversion,1 CS = 24 EA,confirmed,1,0,');
    expect(lines.join()).toContain('"“=cmd()” is our P-1, ""Euro"""');
  });
});
