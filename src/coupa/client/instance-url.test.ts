import { describe, expect, it } from 'vitest';
import { readInstanceUrl } from './instance-url.ts';
import { isPublicAddress } from './public-address.ts';

const refused = (url: string): void =>
  expect(() => readInstanceUrl(url), url).toThrow(expect.objectContaining({ code: 'coupa_url_refused' }));

describe('a URL that may be called', () => {
  it('is https, and only its origin is kept', () => {
    const found = readInstanceUrl(' https://Acme.CoupaHost.com/ ');
    expect(found).toMatchObject({ origin: 'https://acme.coupahost.com', port: 443, isTls: true });
  });

  it('is this machine over plain http, for the sandbox, unless the operator forbids it', () => {
    for (const url of [
      'http://127.0.0.1:4010',
      'http://localhost:4010',
      'http://[::1]:4010',
      'http://0x7f.1:4010',
    ]) {
      expect(readInstanceUrl(url).port, url).toBe(4010);
      expect(() => readInstanceUrl(url, { allowLoopback: false })).toThrow('points at this machine');
    }
  });

  it('is a host the operator trusts, by name and port', () => {
    const rules = { trustedHosts: ['sandbox:4010'] };
    expect(readInstanceUrl('http://sandbox:4010', rules).mayConnectTo('172.17.0.3')).toBe(true);
    expect(() => readInstanceUrl('http://sandbox:4011', rules)).toThrow('is not https');
  });
});

describe('a URL that reaches inside', () => {
  const inside = [
    '10.0.0.1',
    '10.255.255.254',
    '127.0.0.1',
    '169.254.169.254',
    '169.254.170.2',
    '192.168.1.1',
    '192.168.255.255',
    '172.16.0.1',
    '172.31.255.255',
    '100.64.0.1',
    '100.127.255.254',
    '0.0.0.0',
    '192.0.0.8',
    '198.18.0.1',
    '203.0.113.7',
    '224.0.0.1',
    '255.255.255.255',
  ];

  it('is refused in every spelling of its address', () => {
    let tried = 0;
    for (const address of inside) {
      const parts = address.split('.').map(Number);
      const whole = parts.reduce((sum, part) => sum * 256 + part, 0);
      const hex = parts.map((part) => part.toString(16).padStart(2, '0')).join('');
      const spellings = [
        address,
        String(whole),
        `0x${hex}`,
        `0${whole.toString(8)}`,
        parts.map((part) => `0x${part.toString(16)}`).join('.'),
        parts.map((part) => `0${part.toString(8)}`).join('.'),
        `${parts[0]}.${(parts[1] ?? 0) * 65536 + (parts[2] ?? 0) * 256 + (parts[3] ?? 0)}`,
        `[::ffff:${address}]`,
        `[::ffff:${hex.slice(0, 4)}:${hex.slice(4)}]`,
        `[0:0:0:0:0:ffff:${address}]`,
        `[::${address}]`,
        `[64:ff9b::${address}]`,
        `[2002:${hex.slice(0, 4)}:${hex.slice(4)}::1]`,
        `${address}.`,
        [...address]
          .map((char) => (char === '.' ? '.' : String.fromCodePoint(0xff10 + Number(char))))
          .join(''),
        address.replaceAll('.', '\u3002'),
      ];
      for (const host of spellings) {
        tried += 2;
        // Loopback itself is allowed for the sandbox; over https it is no Coupa either, and connects to loopback only.
        if (address === '127.0.0.1') {
          expect(() => readInstanceUrl(`https://${host}`, { allowLoopback: false }), host).toThrow();
        } else for (const scheme of ['https', 'http']) refused(`${scheme}://${host}`);
      }
    }
    expect(tried).toBeGreaterThan(500);
  });

  it('is refused for IPv6 that is not global', () => {
    for (const host of [
      '::',
      'fe80::1',
      'fc00::1',
      'fd12:3456::1',
      'ff02::1',
      '2001:db8::1',
      '100::1',
      '5f00::1',
    ]) {
      refused(`https://[${host}]`);
    }
  });

  it('is refused with another scheme, with credentials, with a path', () => {
    for (const url of [
      '',
      'acme.coupahost.com',
      'ftp://acme.coupahost.com',
      'file:///etc/passwd',
      'gopher://acme.coupahost.com',
      'javascript:alert(1)',
      'data:text/plain,x',
      'http://acme.coupahost.com',
      'https://user@acme.coupahost.com',
      'https://acme.coupahost.com@10.0.0.1',
      'https://user:pass@acme.coupahost.com',
      'https://acme.coupahost.com/api',
      'https://acme.coupahost.com/?x=1',
      'https://acme.coupahost.com/#x',
      'https://',
      'https://localhost.evil.example:99999',
      'http://localhost.evil.example',
    ]) {
      refused(url);
    }
  });

  it('never names a password in what it says', () => {
    expect(() => readInstanceUrl('https://user:hunter2@acme.coupahost.com')).toThrow(/^(?!.*hunter2)/);
  });
});

it('a name is judged by the address it resolves to, each time', () => {
  const { mayConnectTo } = readInstanceUrl('https://acme.coupahost.com');
  expect(['52.1.2.3', '2600:1f18::1'].map(mayConnectTo)).toEqual([true, true]);
  expect(
    ['10.0.0.1', '127.0.0.1', '::1', '169.254.169.254', '::ffff:10.0.0.1', 'nonsense'].map(mayConnectTo),
  ).toEqual(Array(6).fill(false));
  const local = readInstanceUrl('http://localhost:4010');
  expect(['127.0.0.1', '::1', '52.1.2.3', '10.0.0.1'].map(local.mayConnectTo)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it('borders of private networks are where they are', () => {
  for (const [address, isPublic] of [
    ['9.255.255.255', true],
    ['10.0.0.0', false],
    ['11.0.0.0', true],
    ['172.15.255.255', true],
    ['172.31.255.255', false],
    ['172.32.0.0', true],
    ['100.63.255.255', true],
    ['100.127.255.255', false],
    ['100.128.0.0', true],
    ['223.255.255.255', true],
    ['224.0.0.0', false],
    ['255.255.255.255', false],
  ] as const) {
    expect(isPublicAddress(address), address).toBe(isPublic);
  }
});
