import { expect, it } from 'vitest';
import { refKey, refsIn, restoreEvidence, storeEvidence } from './evidence.ts';

const HASH = 'ab'.repeat(32);
const receipt = {
  kind: 'receipt' as const,
  id: '9007199254740993',
  hash: HASH,
  record: { id: '9007199254740993' },
};
const evidence = { today: '2026-11-20', receipts: [receipt], nested: { deep: receipt }, nothing: null };

it('names records instead of holding them, and gives them back exactly', () => {
  const stored = storeEvidence(evidence);
  expect(stored.text).not.toContain('record"');
  const parsed: unknown = JSON.parse(stored.text);
  const refs = refsIn(parsed);
  expect(refs).toEqual([
    { kind: 'receipt', id: receipt.id, hash: HASH },
    { kind: 'receipt', id: receipt.id, hash: HASH },
  ]);
  const records = new Map(refs.map((ref) => [refKey(ref), receipt.record]));
  expect(restoreEvidence(parsed, records)).toEqual(evidence);
});

it('gives equal evidence one hash, whatever the order of its keys', () => {
  const { today, ...rest } = evidence;
  expect(storeEvidence({ ...rest, today }).hash).toEqual(storeEvidence(evidence).hash);
});

it('refuses to restore what is gone', () => {
  const parsed: unknown = JSON.parse(storeEvidence(evidence).text);
  expect(() => restoreEvidence(parsed, new Map())).toThrow(
    /names receipt\/9007199254740993@.* which is gone/,
  );
});

it('takes a supplier’s text that looks like a reference for what it is', () => {
  const hostile = { invoiceNumber: `receipt/1@${'A'.repeat(43)}` };
  expect(refsIn(JSON.parse(storeEvidence(hostile).text))).toEqual([]);
});
