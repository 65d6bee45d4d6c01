import { ArrowRightLeft, FileText, type LucideIcon, Package, Quote, Scale } from 'lucide-react';
import type { Reason } from '../api/contract.ts';
import { type SourceLinks, SourceList } from './source-list.tsx';

/** Why: each reason a sentence, with the records it rests on. */
export function Reasons({ reasons, links }: { reasons: readonly Reason[]; links: SourceLinks }) {
  if (reasons.length === 0) return <p className="faint">No reason was recorded.</p>;
  return (
    <ul className="reasons">
      {reasons.map((reason) => {
        const Icon = iconFor(reason.sources[0]);
        return (
          <li key={reason.text}>
            <Icon aria-hidden="true" />
            <p className="break">{reason.text}</p>
            <SourceList sources={reason.sources} links={links} />
          </li>
        );
      })}
    </ul>
  );
}

function iconFor(source: string | undefined): LucideIcon {
  if (source === undefined) return Quote;
  if (source.startsWith('receipt')) return Package;
  return source.startsWith('policy') || source.startsWith('setting') ? Scale : FileText;
}

/** What would make it match, one sentence each. */
export function Counterfactuals({ sentences }: { sentences: readonly string[] }) {
  if (sentences.length === 0) return null;
  return (
    <div className="would">
      {sentences.map((sentence) => (
        <p className="note" key={sentence}>
          <ArrowRightLeft aria-hidden="true" style={{ width: 14, height: 14 }} />
          <span>{sentence}</span>
        </p>
      ))}
    </div>
  );
}
