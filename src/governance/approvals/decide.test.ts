import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addPolicy } from '#engine/policy.queries.ts';
import { type PolicyDocument, STARTER_AUTONOMY } from '#engine/policy-document.ts';
import { canonicalJson, sha256 } from '#kernel/canonical-json.ts';
import { createTestConnection, createTestDatabase, type TestDatabase } from '../../../test/with-database.ts';
import { decideNextOfBulk } from './bulk-decision.ts';
import { type Decider, decide } from './decide.ts';

let test: TestDatabase;
let connectionId = '';
let made = 0;
const NOW = new Date('2026-11-20T09:00:00Z');

const policy: PolicyDocument = {
  approvalMaxAgeHours: 72,
  agents: {
    probe: { autonomy: { ...STARTER_AUTONOMY, commands: [...STARTER_AUTONOMY.commands] }, settings: {} },
  },
};

beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.close());
beforeEach(async () => {
  made += 1;
  connectionId = await createTestConnection(test.db, `co_${made}`, { agents: ['probe'] });
  await inside((tx) =>
    addPolicy(tx, connectionId, { document: policy, expectedVersion: 0, by: { id: 'x', name: 'x' } }),
  );
  await invoice('77', { requesterId: '8', createdById: '9', updatedById: '10' });
});

function inside<T>(work: Parameters<typeof test.db.inConnection<T>>[1]): Promise<T> {
  return test.db.inConnection(connectionId, work);
}

const rows = <Row>(sql: string): Promise<Row[]> => inside((tx) => tx.query<Row>(sql));

async function invoice(id: string, people: Record<string, string>): Promise<void> {
  const doc = canonicalJson({ id, invoiceNumber: `RE-${id}`, status: 'draft', ...people });
  await inside(async (tx) => {
    await tx.execute(
      `insert into invoice (connection_id, id, hash, status, invoice_number, document_type, exported, updated_at)
       values ($1, $2, $3, 'draft', $4, 'invoice', false, now())`,
      [connectionId, id, sha256(doc), `RE-${id}`],
    );
    await tx.execute(
      `insert into record_version (connection_id, kind, record_id, hash, doc) values ($1, 'invoice', $2, $3, $4)`,
      [connectionId, id, sha256(doc), doc],
    );
  });
}

async function approval(id: string, subjectId = '77'): Promise<string> {
  const commands = [{ kind: 'invoice.submit', invoiceId: subjectId }];
  const tasks = [
    {
      title: `Look ${id}`,
      steps: ['Open it.'],
      record: `invoice/${subjectId}`,
      closesWhenStatus: ['voided'],
    },
  ];
  await inside((tx) =>
    tx.execute(
      `insert into approval (connection_id, id, agent, lane, seq, subject_id, proposal_hash, verdict, headline, commands,
         tasks, because, invoice_number, policy_version, opened_at)
       values ($1, $2, $3, 0, 1, $4, '\\x01', 'matched', 'Submit for approval', $5, $6, 'assisted', $7, 1, now())`,
      // One open approval an agent and subject: an agent of its own keeps these apart.
      [
        connectionId,
        id,
        `probe-${id}`,
        subjectId,
        JSON.stringify(commands),
        JSON.stringify(tasks),
        `RE-${subjectId}`,
      ],
    ),
  );
  return id;
}

function decider(change: Partial<Decider> = {}): Decider {
  return { connectionId, personId: 'per_1', personName: 'Maya', coupaUserId: '55', via: 'screen', ...change };
}

const decideIt = (id: string, decision: 'approve' | 'reject', who = decider(), reason?: string) =>
  inside((tx) => decide(tx, { id, decision, reason }, who, NOW));

describe('a decision', () => {
  it('queues the commands, opens the tasks and tells it all in order, in one transaction', async () => {
    await approval('app_1');
    const { commandIds } = await decideIt('app_1', 'approve');
    expect(commandIds).toHaveLength(1);
    expect(await rows('select kind, state, origin, asked_by, coupa_user_id from command')).toEqual([
      { kind: 'invoice.submit', state: 'queued', origin: 'approval', asked_by: 'per_1', coupa_user_id: '55' },
    ]);
    expect(await rows('select title, state from task')).toEqual([{ title: 'Look app_1', state: 'open' }]);
    expect(await rows('select what from audit_entry order by seq')).toEqual([
      { what: 'approval_decided' },
      { what: 'command_queued' },
    ]);
  });

  it('against it queues nothing, and needs a reason', async () => {
    await approval('app_1');
    await expect(decideIt('app_1', 'reject')).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(decideIt('app_1', 'reject', decider(), '  ')).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await decideIt('app_1', 'reject', decider(), 'wrong cost centre');
    expect(await rows('select state, reason from approval')).toEqual([
      { state: 'rejected', reason: 'wrong cost centre' },
    ]);
    expect(await rows('select 1 from command union all select 1 from task')).toEqual([]);
  });

  it('is made once when two decide at the same moment; the other learns who was first', async () => {
    await approval('app_1');
    const both = await Promise.allSettled([
      decideIt('app_1', 'approve', decider({ personName: 'Maya' })),
      decideIt('app_1', 'approve', decider({ personId: 'per_2', personName: 'Tobias' })),
    ]);
    const refused = both.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect((refused[0] as PromiseRejectedResult).reason).toMatchObject({
      code: 'approval_already_decided',
      message: expect.stringMatching(/^(Maya|Tobias) approved this first\.$/),
    });
    expect(await rows('select 1 from command')).toHaveLength(1);
  });

  it('is too late when the invoice changed since', async () => {
    await approval('app_1');
    await rows(`update approval set state = 'superseded'`);
    await expect(decideIt('app_1', 'approve')).rejects.toMatchObject({ code: 'approval_superseded' });
  });

  it('leaves nothing behind when it fails', async () => {
    await approval('app_1');
    await expect(
      inside(async (tx) => {
        await decide(tx, { id: 'app_1', decision: 'approve', reason: undefined }, decider(), NOW);
        throw new Error('cut');
      }),
    ).rejects.toThrow('cut');
    expect(await rows('select 1 from command union all select 1 from audit_entry')).toEqual([]);
    expect(await rows('select state from approval')).toEqual([{ state: 'open' }]);
  });

  it('of another connection does not exist', async () => {
    await approval('app_1');
    const other = await createTestConnection(test.db, `other_${made}`);
    await expect(
      test.db.inConnection(other, (tx) =>
        decide(
          tx,
          { id: 'app_1', decision: 'approve', reason: undefined },
          decider({ connectionId: other }),
          NOW,
        ),
      ),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('nobody decides', () => {
  it.each([
    ['what they asked for', '8', 'own_request'],
    ['what they entered', '9', 'own_request'],
    ['what they edited last', '10', 'own_edit'],
  ])('%s', async (_what, coupaUserId, code) => {
    await approval('app_1');
    await expect(decideIt('app_1', 'approve', decider({ coupaUserId }))).rejects.toMatchObject({ code });
    await expect(decideIt('app_1', 'reject', decider({ coupaUserId }), 'no')).rejects.toMatchObject({ code });
    expect(await rows('select state from approval')).toEqual([{ state: 'open' }]);
  });

  it('on a proposal after changing the policy', async () => {
    await approval('app_1');
    await inside((tx) =>
      addPolicy(tx, connectionId, {
        document: policy,
        expectedVersion: 1,
        by: { id: 'per_1', name: 'Maya' },
      }),
    );
    await expect(decideIt('app_1', 'approve')).rejects.toMatchObject({ code: 'own_policy' });
    await decideIt('app_1', 'approve', decider({ personId: 'per_2' }));
    await approval('app_2');
    // Made after the change: the change was not made for it.
    await decideIt('app_2', 'approve');
  });
});

describe('a bulk decision', () => {
  it('decides each by the same rules, tells what was refused, and goes on where it was killed', async () => {
    await invoice('78', { requesterId: '55' });
    const ids = [await approval('app_1'), await approval('app_2', '78'), await approval('app_3')];
    await inside((tx) =>
      tx.execute(
        `insert into bulk_decision (connection_id, id, asked_by, asked_by_name, decision, items, total)
         values ($1, 'blk_1', 'per_1', 'Maya', 'approve', $2, 3)`,
        [connectionId, JSON.stringify({ ids, coupaUserId: '55', via: 'screen' })],
      ),
    );
    expect(await decideNextOfBulk(test.db, NOW)).toBe(true);
    expect(await rows('select done, state from bulk_decision')).toEqual([{ done: 1, state: 'running' }]);
    while (await decideNextOfBulk(test.db, NOW));
    expect(await rows('select done, state, refused from bulk_decision')).toEqual([
      {
        done: 3,
        state: 'finished',
        refused: [
          {
            id: 'app_2',
            invoiceNumber: 'RE-78',
            why: 'You asked for this purchase in Coupa, so somebody else has to decide.',
          },
        ],
      },
    ]);
    expect(await rows('select id, state from approval order by id')).toEqual([
      { id: 'app_1', state: 'approved' },
      { id: 'app_2', state: 'open' },
      { id: 'app_3', state: 'approved' },
    ]);
  });
});
