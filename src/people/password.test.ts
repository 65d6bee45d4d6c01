import { describe, expect, it } from 'vitest';
import { hashBackupCode, looksLikeBackupCode, newBackupCodes } from './backup-codes.ts';
import { hashPassword, isOutdatedHash, verifyPassword } from './password.ts';
import { passwordFault } from './password-rules.ts';

describe('hashPassword', () => {
  it('hashes one password differently each time and knows it again', async () => {
    const [one, two] = await Promise.all([hashPassword('a long walk'), hashPassword('a long walk')]);
    expect(one).not.toBe(two);
    expect(one).toMatch(/^scrypt\$15\$8\$3\$/);
    expect(await verifyPassword('a long walk', one)).toBe(true);
    expect(await verifyPassword('a long walK', one)).toBe(false);
    expect(isOutdatedHash(one)).toBe(false);
  });

  it('is the same for the same letters typed differently', async () => {
    const composed = await hashPassword('Café am Fluss'.normalize('NFC'));
    expect(await verifyPassword('Café am Fluss'.normalize('NFD'), composed)).toBe(true);
  });

  it('verifies with the settings of the hash, and says when they are old', async () => {
    // hashlib.scrypt(b'open sesame', salt=b'0123456789abcdef', n=1024, r=8, p=1, dklen=32) of Python 3.11
    const hash = 'scrypt$10$8$1$MDEyMzQ1Njc4OWFiY2RlZg==$qrn7ZhlST3jO5Auifbc3xCWPabXREAX1HDl5f9rqSnA=';
    expect(await verifyPassword('open sesame', hash)).toBe(true);
    expect(await verifyPassword('open sesame!', hash)).toBe(false);
    expect(isOutdatedHash(hash)).toBe(true);
  });

  it.each([undefined, '', 'plain', 'bcrypt$1$2$3$4$5'])('is never right against %j', async (hash) => {
    expect(await verifyPassword('', hash)).toBe(false);
  });
});

describe('passwordFault', () => {
  it.each([
    ['eleven char', /at least 12 characters; this has 11/],
    ['x'.repeat(257), /at most 256/],
    ['password1234', /guessed first/],
    ['P@ssw0rd2026!', /guessed first/],
    ['Welcome.2026', /guessed first/],
    ['correct horse battery staple', /guessed first/],
    ['aaaaaaaaaaaa', /repeats/],
    ['abc1abc1abc1', /repeats/],
    ['123456789012', /follows/],
    ['abcdefghijklm', /follows/],
    ['qwertyuiopasdf', /follows/],
    ['adamoreau2026', /little more than your name/],
    ['purser-purser', /guessed first|repeats/],
  ])('%j is refused', (password, words) => {
    expect(passwordFault(password, ['purser', 'Ada Moreau', 'ada.moreau', 'acme.test'])).toMatch(words);
  });

  it.each([
    'twelve chars',
    'a long walk by the sea',
    '密码很长很难猜到的一句话吧',
    'ada goes sailing on sunday',
    `${'x'.repeat(3)}Kj8#mQ2!vL`,
  ])('%j is fine', (password) => {
    expect(passwordFault(password, ['purser', 'Ada Moreau', 'ada.moreau', 'acme.test'])).toBeUndefined();
  });

  it('counts characters as people do', () => {
    expect(passwordFault('🐟🐠🐡🐬🐳🐋')).toMatch(/this has 6/);
  });
});

describe('backup codes', () => {
  it('are ten, of 80 bits, and one however they are typed', () => {
    const { codes, hashes } = newBackupCodes();
    expect(new Set(codes).size).toBe(10);
    for (const [i, code] of codes.entries()) {
      expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
      expect(looksLikeBackupCode(code)).toBe(true);
      expect(hashBackupCode(` ${code.toUpperCase().replaceAll('-', ' ')}`)).toEqual(hashes[i]);
    }
    expect(looksLikeBackupCode('123456')).toBe(false);
  });
});
