import { describe, expect, it } from 'vitest';
import { contract, pastCase, supplierItem } from '#domain/matching/repairs/ladder.test-data.ts';
import { invoice, invoiceLine, order, orderLine, receipt } from '#domain/matching/situation.test-data.ts';
import type { CoupaComment } from '#domain/records/coupa-comment.ts';
import type { CureSources, Versioned } from '#engine/shapes/sources.ts';
import { analyse } from './analyse.ts';
import type { Evidence } from './gather.ts';
import { propose } from './propose.ts';
import { settings as schema } from './settings.ts';

const versioned = <R extends { id: string }>(kind: Versioned<R>['kind'], record: R): Versioned<R> => ({
  kind,
  id: record.id,
  hash: '0'.repeat(64),
  record,
});

/** 25 bearings billed at 13.00 that were ordered at 12.50. */
function decide(cures?: CureSources, price = '13.00', settings: object = {}) {
  const evidence: Evidence = {
    invoice: versioned('invoice', invoice({ lines: [invoiceLine({ price })], grossTotal: '325.00' })),
    orders: [versioned('purchase_order', order({ lines: [orderLine({ itemId: '300' })], buyerId: '41' }))],
    receipts: [versioned('receipt', receipt())],
    billedBefore: [],
    approvals: [],
    supplierInvoicesSeen: 3,
    today: '2026-04-02',
    serviceUserId: '900',
    ...(cures === undefined ? {} : { cures }),
  };
  const parsed = schema.parse(settings);
  return propose(analyse(evidence, parsed), evidence, parsed);
}

const nobody = { cases: [], acceptedInYear: [] };
const agreed = {
  supplierItems: [versioned('supplier_item', supplierItem())],
  contracts: [versioned('contract', contract())],
};
const comment = (change: Partial<CoupaComment> = {}): CureSources => ({
  history: nobody,
  remarks: {
    approverIds: [],
    comments: [
      versioned('coupa_comment', {
        id: '77',
        commentableType: 'OrderHeader',
        commentableId: '7',
        text: 'New price of 13.00 agreed',
        createdById: '41',
        createdByName: 'Jana Ernst',
        createdAt: '2026-03-20T10:00:00.000Z',
        updatedAt: '2026-03-20T10:00:00.000Z',
        ...change,
      }),
    ],
  },
});

describe('what speaks for an exception', () => {
  it('stands among the reasons with the records it rests on, and changes nothing else of the proposal', () => {
    const [plain, told] = [decide(), decide({ agreed, history: nobody })];
    const { reasons, ...rest } = told;
    const { reasons: before, ...same } = plain;
    expect(rest).toEqual(same);
    expect(reasons.slice(0, before.length)).toEqual(before);
    expect(reasons.slice(before.length)).toEqual([
      {
        text: 'Contract RV-2026 has EUR 13.00 per EA from 2026-01-01 to 2026-12-31, as billed. Ask the buyer to correct the price of line 1 of order 7, or to accept it under contract RV-2026.',
        sources: ['supplier_item/31', 'contract/12'],
        isAside: true,
      },
    ]);
  });

  it('may be a comment on the order by who placed it, never one by Purser or by anybody else', () => {
    expect(decide(comment()).reasons.at(-1)?.text).toContain(
      '"New price of 13.00 agreed", a comment on the order',
    );
    const plain = decide().reasons;
    expect(decide(comment({ createdById: '900' })).reasons).toEqual(plain);
    expect(decide(comment({ createdById: '99' })).reasons).toEqual(plain);
  });

  it('may be how people settled such cases, from as many on as the settings say', () => {
    const cases = ['2026-01-10', '2026-02-10', '2026-03-10'].map((day) =>
      pastCase(day, { total: '325.00', atRisk: '12.50' }),
    );
    const history = { cases, acceptedInYear: [] };
    expect(decide({ history }).reasons).toEqual(decide().reasons);
    expect(decide({ history }, '13.00', { history: { casesMin: 3 } }).reasons.at(-1)?.text).toMatch(
      /^3 of 3 like cases of this supplier were accepted as billed/,
    );
  });

  it('is not told where nothing is wrong', () => {
    expect(decide({ agreed, history: nobody }, '12.50').reasons).toEqual(decide(undefined, '12.50').reasons);
  });
});

it.each([{ casesMin: 1 }, { shareMin: '1.5' }, { amountMax: '-1' }, { rateMax: '' }])(
  'limits of history that are none are refused: %o',
  (history) => {
    expect(schema.safeParse({ history }).success).toBe(false);
  },
);
