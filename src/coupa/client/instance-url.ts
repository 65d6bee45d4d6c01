import { isIP } from 'node:net';
import { PurserError } from '#kernel/errors.ts';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

/** Where a Coupa instance is, after the rules for its address were kept. */
export interface InstanceUrl {
  /** `https://acme.coupahost.com`, without a slash at the end. */
  readonly origin: string;
  readonly hostname: string;
  readonly port: number;
  readonly isTls: boolean;
  /** Whether an address the name resolves to may be connected to; asked for each connection, after DNS. */
  readonly mayConnectTo: (address: string) => boolean;
}

export interface InstanceUrlRules {
  /** This machine as Coupa, for the sandbox; plain HTTP is then allowed. Default true. */
  readonly allowLoopback?: boolean;
  /** Further hosts the operator trusts, such as `sandbox:4010`: plain HTTP and private addresses are allowed. */
  readonly trustedHosts?: readonly string[];
}

/**
 * Reads an instance URL as somebody typed it.
 * Only the origin is kept: a path, a query or a fragment would end up in front of every call.
 * @throws PurserError `coupa_url_refused` with what is wrong and what is expected.
 */
export function readInstanceUrl(text: string, rules: InstanceUrlRules = {}): InstanceUrl {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined) throw refused('is not a URL');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused(`uses ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw refused('carries a user name or a password');
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '') {
    throw refused('has a path, a query or a fragment');
  }
  const hostname = url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (hostname === '') throw refused('names no host');
  const mayConnectTo = addressRule(url, hostname, rules);
  if (isIP(hostname) !== 0 && !mayConnectTo(hostname)) throw refused(`points inside (${hostname})`);
  return {
    origin: url.origin,
    hostname,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    isTls: url.protocol === 'https:',
    mayConnectTo,
  };
}

function addressRule(url: URL, hostname: string, rules: InstanceUrlRules): (address: string) => boolean {
  if ((rules.trustedHosts ?? []).includes(url.host)) return () => true;
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || isLoopbackAddress(hostname)) {
    if (rules.allowLoopback === false) throw refused('points at this machine');
    return isLoopbackAddress;
  }
  if (url.protocol !== 'https:') throw refused('is not https');
  return isPublicAddress;
}

function refused(why: string): PurserError {
  return new PurserError(
    'coupa_url_refused',
    `The Coupa URL ${why}. Expected an address such as https://acme.coupahost.com.`,
  );
}
