import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A new id such as `app_01k9x3m2p7q4r8sv`: the prefix names the kind, ten characters of time make ids of one
 * kind sort by age, six random ones (30 bits a millisecond) keep processes apart.
 */
export function newId(prefix: string, now: number = Date.now()): string {
  let time = '';
  for (let rest = now, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time;
  let random = '';
  for (const byte of randomBytes(6)) random += ALPHABET[byte % 32];
  return `${prefix}_${time}${random}`;
}

/** When an id of {@link newId} was made, in epoch ms; undefined for a text that is none. */
export function timeOfId(id: string): number | undefined {
  const [, digits] = /^[a-z]+_([0-9a-z]{10})[0-9a-z]{6}$/.exec(id) ?? [];
  if (digits === undefined) return undefined;
  let time = 0;
  for (const digit of digits) {
    const value = ALPHABET.indexOf(digit);
    if (value < 0) return undefined;
    time = time * 32 + value;
  }
  return time;
}
