import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packTexts, unpackTexts } from './packed-text.ts';

it('gives texts back byte for byte', () => {
  const text = fc.string({ unit: 'grapheme' }).map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
      expect(unpackTexts(packTexts(texts))).toEqual(texts);
    }),
  );
});

it('makes a typical pair a third of its size', () => {
  const hash = 'q7Zc0m1d9yUu0b9t4v1mTn0c2sEoXx5l3w8Jh6Kf2Ag';
  const evidence = `{"approvals":[],"billedBefore":[],"invoice":{"$version":"invoice/710008@${hash}"},"orders":[],"receipts":[],"serviceUserId":"9","supplierInvoicesSeen":3,"today":"2026-11-20"}`;
  const proposal =
    '{"atRisk":{"amount":"0","currency":"EUR"},"certainty":{"basis":"rule"},"commands":[{"invoiceId":"710008","kind":"invoice.submit"}],"counterfactuals":[],"exposure":{"amount":"1616.88","currency":"EUR"},"headline":"Submit for approval","isNewSupplier":false,"isReversible":false,"reasons":[{"sources":["invoice/710008"],"text":"All 3 lines agree with order 4107 and the receipts."}],"tasks":[],"verdict":"matched"}';
  expect(packTexts([evidence, proposal]).length * 3).toBeLessThan(evidence.length + proposal.length);
});

it('refuses bytes it did not pack', () => {
  const packed = packTexts(['{"a":1}']);
  expect(() => unpackTexts(Buffer.from([9, ...packed.subarray(1)]))).toThrow(/does not exist/);
  expect(() => unpackTexts(packed.subarray(0, packed.length - 2))).toThrow(/cannot be unpacked/);
  expect(() => unpackTexts(Buffer.alloc(0))).toThrow(/does not exist/);
});
