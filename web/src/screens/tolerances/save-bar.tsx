import { useState } from 'react';
import type { ToleranceEffect } from '../../api/contract.ts';
import { sentenceOf } from '../../api/request.ts';
import { countOf } from '../../ui/format/numbers.ts';
import { ReviewDialog } from './review-dialog.tsx';
import type { DraftInHand } from './use-tolerance-draft.ts';

/** What would change, and the way to save it. Hidden while nothing differs. */
export function SaveBar({
  agentId,
  hand,
  effect,
}: {
  agentId: string;
  hand: DraftInHand;
  effect: ToleranceEffect | undefined;
}) {
  const [isReviewing, setReviewing] = useState(false);
  if (!hand.changed) return null;
  const faults = hand.faults.length;
  return (
    <section className="card unsaved" aria-label="Changes not saved">
      <div className="body line wrap">
        <p style={{ flex: '1 1 280px' }} role="status">
          <b className="strong">Not saved.</b> {wordsOf(hand)}
        </p>
        <button type="button" className="btn" onClick={hand.discard}>
          Discard
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={faults > 0 || hand.isChecking || hand.newer !== undefined || hand.checkError !== null}
          onClick={() => setReviewing(true)}
        >
          {faults > 0 ? `Review, ${countOf(faults, 'fault')} to mend` : 'Review and save'}
        </button>
      </div>
      {isReviewing && (
        <ReviewDialog agentId={agentId} hand={hand} effect={effect} onClose={() => setReviewing(false)} />
      )}
    </section>
  );
}

/** The server speaks of the document's fractions; beside a field the page says it in percent. */
const UNREADABLE = /^Expected a decimal/;

function wordsOf({ faults, changes, checkError, newer, isChecking }: DraftInHand): string {
  if (newer !== undefined) {
    return `${newer.changedBy} saved version ${newer.version} meanwhile. Discard to see it, then change what is still wanted.`;
  }
  if (checkError !== null) return `It could not be checked. ${sentenceOf(checkError)}`;
  const [first] = faults;
  if (first !== undefined)
    return UNREADABLE.test(first.says)
      ? 'A figure is missing or cannot be read; its place is marked.'
      : first.says;
  if (isChecking) return 'Being checked…';
  if (changes.length === 0) return 'It says the same in other words.';
  return changes.length === 1 ? `${changes[0]}.` : `${changes[0]}, and ${changes.length - 1} more.`;
}
