import { describe, expect, it } from 'vitest';
import { acceptedStep, newTotpSecret, otpauthUrl, toBase32, totpCode, totpStep } from './totp.ts';

const RFC_SECRET = toBase32(Buffer.from('12345678901234567890'));

describe('totpCode', () => {
  // RFC 6238 appendix B, SHA-1, shortened from eight digits to six.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('second %i of the RFC gives %s', (second, code) => {
    expect(totpCode(RFC_SECRET, totpStep(new Date(second * 1000)))).toBe(code);
  });
});

describe('toBase32', () => {
  // RFC 4648 §10 without padding.
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%j is %j', (bytes, text) => {
    expect(toBase32(Buffer.from(bytes))).toBe(text);
  });
});

describe('acceptedStep', () => {
  const now = new Date('2026-11-20T09:00:10Z');
  const step = totpStep(now);
  it.each([
    ['the code of now', 0, 0, true],
    ['the one before, since it was typed while it changed', -1, 0, true],
    ['the next, since a clock may be ahead', 1, 0, true],
    ['a minute old', -2, 0, false],
    ['a minute ahead', 2, 0, false],
    ['one that was used already', 0, step, false],
    ['one from before the last that was used', -1, step, false],
    ['the next after the last that was used', 1, step, true],
  ])('%s', (_case, aside, lastStep, isAccepted) => {
    const code = totpCode(RFC_SECRET, step + aside);
    expect(acceptedStep(code, RFC_SECRET, now, lastStep)).toBe(isAccepted ? step + aside : undefined);
  });

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６', "1' or 1"])('refuses %j', (code) => {
    expect(acceptedStep(code, RFC_SECRET, now, 0)).toBeUndefined();
  });
});

it('makes secrets of 160 bits that authenticator apps read', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(newTotpSecret()).not.toBe(secret);
  expect(otpauthUrl(secret, 'a&b@x.test')).toBe(
    `otpauth://totp/Purser%3Aa%26b%40x.test?secret=${secret}&issuer=Purser`,
  );
});
