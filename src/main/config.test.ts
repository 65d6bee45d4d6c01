import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

describe('PURSER_PROXIES', () => {
  it.each([
    ['', []],
    ['10.0.0.1', ['10.0.0.1']],
    ['10.0.0.0/8, ::1 fd00::/8', ['10.0.0.0/8', '::1', 'fd00::/8']],
  ])('%j names %j', (text, proxies) => {
    expect(readConfig({ PURSER_PROXIES: text }, '/').trustedProxies).toEqual(proxies);
  });

  it.each(['proxy.local', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/', 'fd00::/129', 'true', '*'])(
    '%j is no address, and trusted by nobody',
    (text) => {
      expect(() => readConfig({ PURSER_PROXIES: text }, '/')).toThrow(/PURSER_PROXIES: expected addresses/);
    },
  );
});
