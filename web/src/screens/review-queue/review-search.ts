import type { ApprovalFilter } from '../../api/approvals.ts';

/** The filters of the queue as the address holds them. */
export interface ReviewSearch {
  readonly view?: string;
  readonly state?: string;
  readonly cause?: string;
  readonly supplier?: string;
  readonly entity?: string;
  readonly assignee?: string;
  readonly currency?: string;
  readonly min?: string;
  readonly max?: string;
  readonly search?: string;
  /** The row under the cursor. */
  readonly at?: string;
  /** `off` when the side panel is closed. */
  readonly panel?: string;
}

export type ReviewView = 'clock' | 'risk' | 'cause';

export const VIEWS: readonly { readonly id: ReviewView; readonly words: string }[] = [
  { id: 'clock', words: 'By clock' },
  { id: 'risk', words: 'By money at risk' },
  { id: 'cause', words: 'By cause' },
];

/** The clock first, unless the address names another view that exists. */
export function viewOf({ view }: ReviewSearch): ReviewView {
  return view === 'risk' || view === 'cause' ? view : 'clock';
}

export function stateOf({ state }: ReviewSearch): 'open' | 'decided' | 'all' {
  return state === 'decided' || state === 'all' ? state : 'open';
}

/** What the server is asked. Cursor and panel are no filters: moving about must not load the list again. */
export function toFilter(search: ReviewSearch): ApprovalFilter {
  const { cause, supplier, entity, assignee, currency, min, max, search: text } = search;
  const asked = { cause, supplier, entity, assignee, currency, min, max, search: text };
  const given = Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined && value !== ''),
  );
  return { ...given, state: stateOf(search), sort: viewOf(search) };
}

/** How many filters narrow the list. The view orders it and does not narrow. */
export function narrowing(search: ReviewSearch): number {
  const { cause, supplier, entity, assignee, currency, min, max, search: text } = search;
  return [cause, supplier, entity, assignee, currency ?? min ?? max, text].filter(
    (value) => value !== undefined,
  ).length;
}
