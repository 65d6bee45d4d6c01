import { ArrowRightLeft } from 'lucide-react';
import type { CoupaComparison, InvoiceDetail } from '../../api/contract.ts';
import type { Tone } from '../../ui/format/words.ts';
import { StateChip } from '../../ui/state-chip.tsx';

/** Coupa's own check beside the match: where they agree, where they differ, and why. The stricter of the two holds. */
export function CoupaCard({ coupa }: { coupa: NonNullable<InvoiceDetail['coupa']> }) {
  const { comparisons, holds } = coupa;
  return (
    <section className="card case-coupa" aria-label="Coupa and Purser">
      <header>
        <h2>Coupa and Purser</h2>
        <span className="meta soft push">{sumUp(comparisons)}</span>
      </header>
      <ul className="verdicts">
        {comparisons.map((comparison, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two findings may read alike; the list only changes as a whole.
          <Verdicts key={`${comparison.coupaSays} ${index}`} comparison={comparison} />
        ))}
      </ul>
      {holds !== null && (
        <p className="body meta soft verdicts-foot">
          The stricter holds: while Coupa’s finding is not resolved, Purser neither submits nor approves on
          its own.
        </p>
      )}
    </section>
  );
}

function Verdicts({ comparison }: { comparison: CoupaComparison }) {
  const { kind, line, title, coupaCode, coupaSays, purserSays, reason, allocated, doubt } = comparison;
  const { tone, words } = KINDS[kind];
  // Where the allocations are the reason, they are told already.
  const beside = doubt === 'allocation' ? null : allocated;
  return (
    <li>
      <div className="line wrap">
        <span className="medium break">{title}</span>
        <span className="faint">{line === null ? 'whole invoice' : `line ${line}`}</span>
        <span className="push">
          <StateChip tone={tone} words={words} code={coupaCode} />
        </span>
      </div>
      <dl className="sides">
        <div>
          <dt className="label">Coupa says</dt>
          <dd className="break">{coupaSays}</dd>
        </div>
        <div>
          <dt className="label">Purser says</dt>
          <dd className="break">{purserSays}</dd>
        </div>
      </dl>
      {reason !== null && (
        <p className="note meta soft">
          <ArrowRightLeft aria-hidden="true" style={{ width: 14, height: 14 }} />
          <span className="break">{reason}</span>
        </p>
      )}
      {beside !== null && <p className="meta faint break">{beside}</p>}
    </li>
  );
}

const KINDS: Readonly<Record<CoupaComparison['kind'], { readonly tone: Tone; readonly words: string }>> = {
  agreed: { tone: 'exception', words: 'Both say so' },
  coupa_only: { tone: 'waiting', words: 'Coupa alone' },
  purser_only: { tone: 'exception', words: 'Purser alone' },
  resolved: { tone: 'matched', words: 'Resolved in Coupa' },
};

/** `1 agreed, 2 differ` */
function sumUp(comparisons: readonly CoupaComparison[]): string {
  const agreed = comparisons.filter(({ kind }) => kind === 'agreed' || kind === 'resolved').length;
  const differing = comparisons.length - agreed;
  const parts = [
    agreed > 0 ? `${agreed} agreed` : undefined,
    differing > 0 ? `${differing} ${differing === 1 ? 'differs' : 'differ'}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
