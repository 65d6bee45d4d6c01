import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';

/** The address when it is one a browser may follow; a stored record must not smuggle in a script. */
export function safeAddress(address: string | null | undefined): string | undefined {
  if (address === null || address === undefined) return undefined;
  try {
    const { protocol } = new URL(address, window.location.origin);
    return protocol === 'https:' || protocol === 'http:' ? address : undefined;
  } catch {
    return undefined;
  }
}

/** Leads to the record in Coupa, in a tab of its own. Plain text when there is no address. */
export function DeepLink({
  to,
  children,
  className,
}: {
  to: string | null | undefined;
  children: ReactNode;
  className?: string;
}) {
  const address = safeAddress(to);
  // A button that leads nowhere is not shown; words stay.
  if (address === undefined)
    return className?.includes('btn') === true ? null : <span className={className}>{children}</span>;
  return (
    <a className={className} href={address} target="_blank" rel="noreferrer">
      {children}
      {className?.includes('btn') === true && <ExternalLink aria-hidden="true" />}
      <span className="unseen">(opens Coupa)</span>
    </a>
  );
}
