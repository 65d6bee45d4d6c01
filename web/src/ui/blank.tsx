import { type LucideIcon, RefreshCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { sentenceOf } from '../api/request.ts';
import { formatMoment } from './format/dates.ts';

/** Nothing to show: why, and what next. */
export function Blank({
  icon: Sign,
  title,
  children,
  acts,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  acts?: ReactNode;
}) {
  return (
    <div className="blank">
      <span className="sign">
        <Sign aria-hidden="true" />
      </span>
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {acts !== undefined && <div className="line wrap">{acts}</div>}
    </div>
  );
}

/** It could not be loaded: what failed, in the server's words, and a way to try again. */
export function Failure({ what, error, onRetry }: { what: string; error: unknown; onRetry: () => void }) {
  return (
    <div className="blank" role="alert">
      <span className="sign is-exception">
        <TriangleAlert aria-hidden="true" />
      </span>
      <h2>{what} could not be loaded</h2>
      <p>{sentenceOf(error)}</p>
      <button type="button" className="btn" onClick={onRetry}>
        <RefreshCw aria-hidden="true" />
        Try again
      </button>
    </div>
  );
}

/** What is shown is old because asking again failed. */
export function Stale({ error, since, onRetry }: { error: unknown; since: number; onRetry: () => void }) {
  return (
    <div className="note waiting" role="alert">
      <TriangleAlert aria-hidden="true" />
      <span style={{ flex: 1 }}>
        This is from {formatMoment(new Date(since).toISOString(), new Date())}. {sentenceOf(error)}
      </span>
      <button type="button" className="link-btn" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}

/** Lines in the place of what loads; they appear only when loading takes longer than a blink. */
export function Loading({ what, lines = 6 }: { what: string; lines?: number }) {
  return (
    <div role="status" className="stack" style={{ padding: '16px' }}>
      <span className="unseen">Loading {what}…</span>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no identity and never move.
        <span key={index} className="skeleton" style={{ width: `${[88, 64, 76, 52][index % 4]}%` }} />
      ))}
    </div>
  );
}

/** The person lacks a right: which one, and who can grant it. */
export function NoRight({
  icon,
  title,
  permission,
}: {
  icon: LucideIcon;
  title: string;
  permission: string;
}) {
  return (
    <Blank icon={icon} title={title}>
      It needs the permission <span className="mono">{permission}</span>. An administrator can grant it under
      Settings, People.
    </Blank>
  );
}
