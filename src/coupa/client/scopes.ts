import { COUPA_RESOURCES } from '../resources/all-resources.ts';

/**
 * Who owns the lists that Purser follows, and those it asks for beside them. A scope follows the domain that owns the
 * object, not the object's name, so it cannot be derived.
 * @see Coupa Compass, Integration Technical Documentation, "OAuth 2.0 scopes" (read 2026-04-09)
 */
const OWNERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    COUPA_RESOURCES.map(({ path, scope }) => [path.split('/')[0] ?? path, scope.replace(/\.read$/, '')]),
  ),
  matching_allocations: 'core.invoice',
  purchase_order_lines: 'core.purchase_order',
};

/** The scope a call needs, or undefined for a resource we have no entry for. @param path `invoices/12/comments`. */
export function scopeFor(path: string, right: 'read' | 'write'): string | undefined {
  const words = path.split('/').filter((word) => !/^\d+$/.test(word));
  const named = words.findLast((word) => OWNERS[word] !== undefined);
  return named === undefined ? undefined : `${OWNERS[named]}.${right}`;
}
