import { expect, it } from 'vitest';
import { newSecretKey, readKeyRing } from '#connections/secret-box.ts';
import { createPeopleSealer } from './people-sealer.ts';

const key = newSecretKey();
const sealer = createPeopleSealer(readKeyRing(key));

it('opens what it sealed, about the same person only', () => {
  const sealed = sealer.seal('JBSWY3DPEHPK3PXP', 'second factor of per_1');
  expect(Buffer.from(sealed).toString('latin1')).not.toContain('JBSWY3DP');
  expect(sealer.open(sealed, 'second factor of per_1')).toBe('JBSWY3DPEHPK3PXP');
  expect(() => sealer.open(sealed, 'second factor of per_2')).toThrow(/cannot be opened/);
});

it('opens with an earlier key, and not without it', () => {
  const sealed = sealer.seal('secret', 'x');
  const next = newSecretKey();
  expect(createPeopleSealer(readKeyRing(`${next} ${key}`)).open(sealed, 'x')).toBe('secret');
  expect(() => createPeopleSealer(readKeyRing(next)).open(sealed, 'x')).toThrow(/not given/);
});

it('refuses every changed byte and what is cut short', () => {
  const sealed = Buffer.from(sealer.seal('secret', 'x'));
  for (let i = 0; i < sealed.length; i += 1) {
    const changed = Buffer.from(sealed);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(() => sealer.open(changed, 'x'), `byte ${i}`).toThrow();
    expect(() => sealer.open(sealed.subarray(0, i), 'x'), `cut at ${i}`).toThrow();
  }
});
