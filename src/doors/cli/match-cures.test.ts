import { describe, expect, it } from 'vitest';
import { explainMatch } from '#domain/matching/explain-match.ts';
import { matchInvoice } from '#domain/matching/three-way-match.ts';
import { PurserError } from '#kernel/errors.ts';
import { readMatchInput } from './match-input.ts';

const eur = { code: 'EUR' };
/** 25 bearings at 13.00, ordered at 12.50 by user 41. */
const dear = {
  invoice: {
    id: 1,
    status: 'draft',
    'invoice-date': '2026-04-01',
    'invoice-number': 'R-9',
    currency: eur,
    supplier: { id: 5 },
    'gross-total': '325.00',
    'invoice-lines': [
      { id: 11, 'line-num': 1, quantity: '25', price: '13.00', total: '325.00', 'order-line-id': 71 },
    ],
  },
  purchase_orders: [
    {
      id: 7,
      'po-number': '7',
      status: 'issued',
      currency: eur,
      supplier: { id: 5 },
      'created-by': { id: 41 },
      'order-lines': [
        {
          id: 71,
          'line-num': 1,
          quantity: '100',
          price: '12.50',
          'source-part-num': '6204',
          'receipt-required': false,
        },
      ],
    },
  ],
};

const read = (more: object) => readMatchInput(JSON.stringify({ ...dear, ...more }), 'file.json');

function step(rung: string, more: object) {
  const input = read(more);
  const match = matchInvoice(input);
  expect(match.primary).toBe('PRICE_OVER');
  return explainMatch(input, match).ladders[0]?.steps.find((each) => each.rung === rung);
}

const agreed = {
  supplier_items: [
    { 'supplier-part-num': '6204', supplier: { id: 5 }, contract: { id: 12 }, currency: eur, price: 13 },
  ],
  contracts: [
    {
      id: 12,
      number: 'RV-1',
      status: 'published',
      'start-date': '2026-01-01T00:00:00+02:00',
      supplier: { id: 5 },
    },
  ],
};

describe('what the file brings to cure an exception', () => {
  it('may be prices and contracts in Coupa’s shapes', () => {
    expect(step('contract_price', agreed)).toMatchObject({
      found: 'helps',
      says: expect.stringContaining(
        'Contract RV-1 has EUR 13.00 from 2026-01-01 with no end stated, as billed.',
      ),
    });
    expect(step('contract_price', {})?.found).toBe('not_here');
    expect(step('contract_price', { supplier_items: [], contracts: [] })?.found).toBe('nothing');
  });

  it('may be comments, on the invoice where they say nothing else', () => {
    const said = { comments: 'New price of 13.00 agreed', 'created-by': { id: 41, fullname: 'Jana Ernst' } };
    expect(step('price_change', { comments: [said] })?.found).toBe('helps');
    const onOrder = { ...said, 'commentable-type': 'OrderHeader', 'commentable-id': 7 };
    expect(step('price_change', { comments: [onOrder] })?.says).toContain('a comment on the order');
    expect(step('price_change', { comments: [{ ...onOrder, 'commentable-id': 8 }] })?.found).toBe('nothing');
    expect(step('price_change', {})?.found).toBe('not_here');
  });

  it('may be attachments by name, beside or on the records', () => {
    const file = { 'file-file-name': 'Preisanpassung_13,00_EUR_genehmigt.pdf', 'created-by': { id: 43 } };
    expect(step('price_change', { attachments: [file] })?.found).toBe('nothing');
    const approvals = [{ approver: { id: 43 }, 'approver-type': 'User' }];
    expect(step('price_change', { attachments: [file], approvals })?.found).toBe('helps');
    const [order] = dear.purchase_orders;
    const purchase_orders = [{ ...order, attachments: [{ id: 3, ...file, 'created-by': { id: 41 } }] }];
    expect(step('price_change', { purchase_orders })?.says).toContain('an attachment on the order');
  });

  it('may be how people settled such cases', () => {
    const one = {
      code: 'PRICE_OVER',
      outcome: 'accepted',
      currency: 'EUR',
      total: '325.00',
      at_risk: 12.5,
      decided_by: 'Ole Brandt',
    };
    const cases = [1, 2, 3, 4, 5].map((day) => ({
      ...one,
      invoice_number: `R-${day}`,
      decided_on: `2026-03-0${day}`,
    }));
    expect(step('history', { history: { cases } })).toMatchObject({
      found: 'helps',
      says: expect.stringContaining('the last on 2026-03-05 by "Ole Brandt" (invoice R-5)'),
    });
    const year = [{ currency: 'EUR', amount: '990.00' }];
    expect(step('history', { history: { cases, accepted_in_year: year } })?.found).toBe('nothing');
  });

  it('changes no verdict', () => {
    expect(matchInvoice(read(agreed))).toEqual(matchInvoice(read({})));
  });
});

describe('what cannot be read is refused with the place', () => {
  const aCase = {
    invoice_number: 'R-1',
    code: 'PRICE_OVER',
    outcome: 'accepted',
    decided_on: '2026-03-01',
    decided_by: 'O',
  };
  it.each<[string, object, string]>([
    [
      'contracts that are no list',
      { contracts: {} },
      'file.json, contracts: expected a list, found an object.',
    ],
    [
      'a key spelt in another way',
      { supplierItems: [] },
      'file.json: expected supplier_items, found supplierItems.',
    ],
    ['a comment that is none', { comments: ['hello'] }, 'file.json, comments[0]: expected a comment object'],
    [
      'a history that is none',
      { history: [] },
      'file.json, history: expected {cases, accepted_in_year}, found a list.',
    ],
    [
      'an outcome nobody knows',
      { history: { cases: [{ ...aCase, outcome: 'maybe' }] } },
      'file.json, history.cases[0].outcome: expected accepted, corrected or refused, found "maybe".',
    ],
    [
      'a day that is none',
      { history: { cases: [{ ...aCase, decided_on: '2026-02-31' }] } },
      'file.json, history.cases[0].decided_on: expected a date',
    ],
    [
      'a case by nobody',
      { history: { cases: [{ ...aCase, decided_by: ' ' }] } },
      'file.json, history.cases[0].decided_by: expected text, found " ".',
    ],
    [
      'a sum that is none',
      { history: { accepted_in_year: [{ currency: 'EUR', amount: 'x' }] } },
      'file.json, history.accepted_in_year[0].amount: expected a decimal number',
    ],
  ])('%s', (_case, more, sentence) => {
    let thrown: unknown;
    try {
      read(more);
    } catch (found) {
      thrown = found;
    }
    expect(thrown).toBeInstanceOf(PurserError);
    expect((thrown as PurserError).message.startsWith(sentence)).toBe(true);
  });
});
