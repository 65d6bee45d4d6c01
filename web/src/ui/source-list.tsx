import { Link } from '@tanstack/react-router';
import { DeepLink } from './deep-link.tsx';
import { sourceWords } from './format/words.ts';

/** Where a source can be opened, by its record: `purchase_order/7` → address in Coupa. */
export type SourceLinks = ReadonlyMap<string, string>;

/** The records something rests on: those in Coupa open there, other invoices here. */
export function SourceList({ sources, links }: { sources: readonly string[]; links: SourceLinks }) {
  if (sources.length === 0) return null;
  return (
    <div className="sources">
      {sources.map((source) => (
        <Source key={source} source={source} address={links.get(recordOf(source))} />
      ))}
    </div>
  );
}

function Source({ source, address }: { source: string; address: string | undefined }) {
  const words = sourceWords(source);
  const [kind, id] = source.split('/');
  if (address === undefined && kind === 'invoice' && id !== undefined) {
    return (
      <Link to="/invoices/$invoiceId" params={{ invoiceId: id }}>
        {words}
      </Link>
    );
  }
  return <DeepLink to={address}>{words}</DeepLink>;
}

/** The record a source is part of: `purchase_order/7/line/2` → `purchase_order/7`. */
function recordOf(source: string): string {
  return source.split('/').slice(0, 2).join('/');
}
