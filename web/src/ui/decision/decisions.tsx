import { useQueries } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { approvalQuery, useDecide } from '../../api/approvals.ts';
import type { ApprovalDetail } from '../../api/contract.ts';
import { sentenceOf } from '../../api/request.ts';
import { useSay } from '../float/toasts.tsx';
import { commandWords } from '../format/words.ts';

/** What a decision needs to know of its row, in the list as on the page. */
export interface Decidable {
  readonly id: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string;
  readonly supplierName: string | null;
}

export interface Decided extends Decidable {
  readonly decision: 'approve' | 'reject';
  /** Coupa has been read again, or nothing will move any more. */
  readonly isSettled: boolean;
  readonly commandState: string | null;
}

interface Decisions {
  /** Rows whose decision the server has not answered yet. */
  readonly pending: ReadonlySet<string>;
  /** Why the server refused, by row, until it is decided again. */
  readonly refused: ReadonlyMap<string, string>;
  /** This person's last decisions in this tab, newest first, with what became of them. */
  readonly trail: readonly Decided[];
  /** True once the server has said yes. It never claims more. */
  decide(row: Decidable, decision: 'approve' | 'reject', reason?: string): Promise<boolean>;
  clearTrail(): void;
}

const DecisionsContext = createContext<Decisions | undefined>(undefined);

/** Decisions watched until Coupa confirms them. */
const TRAIL_MAX = 12;
const WATCH_EVERY_MS = 2000;

/** Sends decisions and follows them to their end, whatever page is in view. */
export function DecisionProvider({ children }: { children: ReactNode }) {
  const { mutateAsync } = useDecide();
  const say = useSay();
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const [sent, setSent] = useState<readonly (Decidable & { decision: 'approve' | 'reject' })[]>([]);
  const trail = useTrail(sent);

  const decide = useCallback<Decisions['decide']>(
    async (row, decision, reason) => {
      setPending((all) => new Set(all).add(row.id));
      setRefused((all) => without(all, row.id));
      try {
        const answer = await mutateAsync({
          id: row.id,
          decision,
          ...(reason === undefined ? {} : { reason }),
        });
        setSent((all) =>
          [{ ...row, decision }, ...all.filter(({ id }) => id !== row.id)].slice(0, TRAIL_MAX),
        );
        say('matched', answerWords(row, decision, answer.commandIds.length));
        return true;
      } catch (error) {
        const why = sentenceOf(error);
        setRefused((all) => new Map(all).set(row.id, why));
        say('exception', `${row.supplierName ?? ''} ${row.invoiceNumber}: ${why}`.trim());
        return false;
      } finally {
        setPending((all) => new Set([...all].filter((id) => id !== row.id)));
      }
    },
    [mutateAsync, say],
  );

  const value = useMemo<Decisions>(
    () => ({ pending, refused, trail, decide, clearTrail: () => setSent([]) }),
    [pending, refused, trail, decide],
  );
  return <DecisionsContext value={value}>{children}</DecisionsContext>;
}

function answerWords(row: Decidable, decision: 'approve' | 'reject', commands: number): string {
  const word = decision === 'approve' ? 'Approved' : 'Rejected';
  const next = commands === 0 ? 'Nothing is sent to Coupa.' : 'Coupa has not confirmed yet.';
  return `${word}: ${[row.supplierName, row.invoiceNumber].filter(Boolean).join(' ')}. ${next}`;
}

function without(all: ReadonlyMap<string, string>, id: string): ReadonlyMap<string, string> {
  const rest = new Map(all);
  rest.delete(id);
  return rest;
}

function useTrail(sent: readonly (Decidable & { decision: 'approve' | 'reject' })[]): readonly Decided[] {
  const details = useQueries({
    queries: sent.map(({ id }) => ({
      ...approvalQuery(id),
      staleTime: 0,
      refetchInterval: ({ state }: { state: { data: ApprovalDetail | undefined } }) =>
        isSettled(state.data) ? (false as const) : WATCH_EVERY_MS,
    })),
  });
  return sent.map((row, index) => {
    const detail = details[index]?.data;
    return { ...row, commandState: detail?.commandState ?? null, isSettled: isSettled(detail) };
  });
}

function isSettled(detail: Pick<ApprovalDetail, 'state' | 'commandState' | 'commands'> | undefined): boolean {
  if (detail === undefined || detail.state === 'open') return false;
  if (detail.commandState === null) return detail.commands.length === 0 || detail.state === 'rejected';
  return !commandWords(detail.commandState).moving;
}

export function useDecisions(): Decisions {
  const decisions = useContext(DecisionsContext);
  if (decisions === undefined) throw new Error('useDecisions needs a DecisionProvider above it.');
  return decisions;
}
