import { useState } from 'react';
import type { ToleranceDocument, Tolerances } from '../../api/contract.ts';
import { useToleranceCheck } from '../../api/tolerances.ts';
import { useSettled } from '../../ui/use-settled.ts';
import type { Faults } from './faults.ts';
import { isChanged, type ToleranceDraft, toDocument, toDraft } from './tolerance-draft.ts';

const TYPING_RESTS_MS = 300;

/** The draft of one agent's tolerances, with what the server says about it. */
export interface DraftInHand {
  readonly draft: ToleranceDraft;
  readonly document: ToleranceDocument;
  readonly changed: boolean;
  readonly faults: Faults;
  /** What would change, in words; empty while it is not known. */
  readonly changes: readonly string[];
  /** The server has not looked at the last letter yet. */
  readonly isChecking: boolean;
  readonly checkError: unknown;
  /** Tolerances that somebody saved after this draft was begun. */
  readonly newer: Tolerances | undefined;
  readonly expectedVersion: number;
  set(change: Partial<ToleranceDraft>): void;
  /** Puts a whole document into the form, such as an earlier version or a file. */
  fill(document: ToleranceDocument): void;
  /** Back to what is in force. */
  discard(): void;
  saved(version: number): void;
}

export function useToleranceDraft(agentId: string, inForce: Tolerances, mayChange: boolean): DraftInHand {
  // The document the draft began from: one that somebody saves meanwhile must not wipe what is being typed.
  const [base, setBase] = useState(inForce);
  const [draft, setDraft] = useState(() => toDraft(inForce.document));
  const [savedVersion, setSavedVersion] = useState<number | undefined>(undefined);
  const discard = () => {
    setBase(inForce);
    setDraft(toDraft(inForce.document));
  };
  const changed = isChanged(draft, base.document);
  const isOther = inForce.id !== base.id;
  if (isOther && (!changed || inForce.version === savedVersion)) discard();
  const document = toDocument(draft);
  const text = JSON.stringify(document);
  const settled = useSettled(text, TYPING_RESTS_MS);
  const asked = mayChange && changed ? (JSON.parse(settled) as ToleranceDocument) : undefined;
  const check = useToleranceCheck(agentId, asked);
  return {
    draft,
    document,
    changed,
    faults: changed ? (check.data?.faults ?? []) : [],
    changes: changed ? (check.data?.changes ?? []) : [],
    isChecking: changed && (settled !== text || check.isFetching || check.isPlaceholderData),
    checkError: check.error,
    newer: isOther ? inForce : undefined,
    expectedVersion: inForce.version,
    set: (change) => setDraft((before) => ({ ...before, ...change })),
    fill: (wanted) => setDraft(toDraft(wanted)),
    discard,
    saved: setSavedVersion,
  };
}
