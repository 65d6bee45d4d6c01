import { describe, expect, it } from 'vitest';
import { historyFaults } from './history-draft.ts';
import { applySettings, changedSettings, settingsFaults, toSettingsDraft } from './settings-draft.ts';
import { limitWords, type TolerancesShape } from './tolerance-words.ts';
import { applyTrial, readDocument, toTrialDraft, trialFault } from './trial-draft.ts';
import { differenceWords } from './what-if-words.ts';

const settings = {
  tolerances: {},
  disputeReasonCode: null,
  commentOnExceptions: true,
  ordersRequired: 'by_supplier',
  requiredFields: ['invoiceNumber'],
  mappedApproverIds: ['7', '8'],
  roleNames: { accountsPayable: 'Accounts payable', buyer: 'the buyer', receiver: 'the receiver' },
};
const draft = toSettingsDraft(settings);
if (draft === undefined) throw new Error('The settings are those of a match.');

describe('settings of a match', () => {
  it('come and go unchanged, and keep what was only a default out of the policy', () => {
    expect(changedSettings(draft, draft)).toEqual([]);
    expect(applySettings({}, draft, draft)).toEqual({});
  });

  it('take each change, and an empty reason as none', () => {
    const changed = {
      ...draft,
      disputeReasonCode: ' PRICE ',
      mappedApproverIds: '8, 9\n9',
      buyer: 'Purchasing',
    };
    expect(changedSettings(draft, changed)).toEqual([
      'dispute reason',
      'mapped approvers',
      'name of the buyer',
    ]);
    expect(applySettings({ tolerances: 'kept' }, draft, changed)).toEqual({
      tolerances: 'kept',
      disputeReasonCode: 'PRICE',
      mappedApproverIds: ['8', '9'],
      roleNames: { accountsPayable: 'Accounts payable', buyer: 'Purchasing', receiver: 'the receiver' },
    });
    expect(applySettings({}, changed, { ...changed, disputeReasonCode: '' })).toEqual({
      disputeReasonCode: null,
    });
  });

  it('say what is wrong beside the field', () => {
    expect(settingsFaults(draft)).toEqual({});
    const wrong = { ...draft, mappedApproverIds: '7 mia', buyer: ' ', disputeReasonCode: 'x'.repeat(101) };
    expect(Object.keys(settingsFaults(wrong)).sort()).toEqual([
      'buyer',
      'disputeReasonCode',
      'mappedApproverIds',
    ]);
  });

  it('say from when on custom speaks, shares in percent', () => {
    const rules = { casesMin: 5, shareMin: '0.8', rateMax: '0.1', amountMax: '250', yearlyAmountMax: '1000' };
    const own = toSettingsDraft({ ...settings, history: rules });
    if (own?.history === undefined) throw new Error('The settings have a history.');
    expect(own.history).toMatchObject({ casesMin: '5', sharePercent: '80', ratePercent: '10' });
    const after = { ...own, history: { ...own.history, casesMin: '8', sharePercent: '92.5' } };
    expect(changedSettings(own, after)).toEqual(['what custom may speak for']);
    expect(applySettings({}, own, after)).toEqual({ history: { ...rules, casesMin: 8, shareMin: '0.925' } });
    for (const wrong of [
      { casesMin: '1' },
      { sharePercent: '101' },
      { ratePercent: 'x' },
      { amountMax: '' },
    ]) {
      expect(Object.keys(settingsFaults({ ...own, history: { ...own.history, ...wrong } }))).toEqual([
        'history',
      ]);
      expect(Object.keys(historyFaults({ ...own.history, ...wrong }))).toEqual(Object.keys(wrong));
    }
    expect(settingsFaults(own)).toEqual({});
  });

  it('are not those of another kind of agent', () => {
    expect(toSettingsDraft({ hurdleRate: '0.08' })).toBeUndefined();
  });
});

const tolerances: TolerancesShape = {
  name: 'Ours',
  limits: {
    priceOver: { mode: 'cap', rate: '0.02', amount: '50' },
    priceUnder: { mode: 'rate', rate: '0.10' },
    freightOver: { mode: 'any', rate: '0.03', amount: '50' },
    handlingOver: { mode: 'amount', amount: '0' },
    miscChargeOver: { mode: 'unlimited' },
  },
  documentCap: '250',
  orderToDateOver: { mode: 'cap', rate: '0.01', amount: '1000' },
};

describe('numbers to try', () => {
  it('leave the policy as it is, to the letter, while none is changed', () => {
    expect(applyTrial(tolerances, toTrialDraft(tolerances))).toEqual(tolerances);
  });

  it('show the parts that the mode has, and no limit where there is none', () => {
    const lines = toTrialDraft(tolerances);
    expect(lines.map(({ key }) => key)).toEqual([
      'priceOver',
      'priceUnder',
      'freightOver',
      'handlingOver',
      'orderToDateOver',
      'documentCap',
    ]);
    expect(lines[1]).toMatchObject({ percent: '10', amount: undefined });
  });

  it('take percents and amounts as people write them', () => {
    const lines = toTrialDraft(tolerances).map((line) =>
      line.key === 'priceOver'
        ? { ...line, percent: '2,5 %', amount: '1.250,50' }
        : line.key === 'documentCap'
          ? { ...line, amount: '900' }
          : line,
    );
    expect(applyTrial(tolerances, lines)).toMatchObject({
      limits: { priceOver: { mode: 'cap', rate: '0.025', amount: '1250.50' } },
      documentCap: '900',
    });
  });

  it.each([
    ['', '5', 'percentage'],
    ['-1', '5', 'percentage'],
    ['1', 'x', 'amount'],
    ['1', '-5', 'amount'],
  ])('refuse %s and %s', (percent, amount, word) => {
    expect(trialFault({ key: 'k', words: 'w', percent, amount })).toContain(word);
  });

  it.each([
    [{ mode: 'cap', rate: '0.02', amount: '50' }, '2 %, at most 50'],
    [{ mode: 'any', rate: '0.03', amount: '50' }, '3 % or 50, whichever is more'],
    [{ mode: 'unlimited' }, 'Without limit'],
  ])('are said in words: %j', (limit, words) => {
    expect(limitWords(limit)).toBe(words);
  });
});

it.each([
  ['tolerances.limits.priceOver.rate: "0.02" to "0.03"', 'Price above the order: 2 % to 3 %'],
  ['tolerances.limits.freightOver.amount: "50" to "75"', 'Freight: 50 to 75'],
  ['tolerances.orderToDateOver.rate: "0.01" to "0"', 'All invoices on one order: 1 % to 0 %'],
  ['tolerances.documentCap: "250" to "900"', 'Tolerated in all on one invoice: 250 to 900'],
  ['tolerances.limits.priceOver.mode: "cap" to "rate"', 'limits.priceOver.mode: cap to rate'],
  ['disputeReasonCode: null to "PRICE"', 'disputeReasonCode: null to PRICE'],
])('says the difference %s in words', (difference, words) => {
  expect(differenceWords(difference)).toBe(words);
});

it.each([
  ['{"limits": {}}', { settings: { limits: {} } }],
  ['[1]', { wrong: 'This is JSON, but not an object.' }],
  [' ', { wrong: 'Paste or choose a document.' }],
  ['{', { wrong: expect.stringContaining('not JSON') }],
])('reads the document %s', (text, expected) => {
  expect(readDocument(text)).toEqual(expected);
});
