import { Link } from '@tanstack/react-router';
import { Inbox, ListFilter } from 'lucide-react';
import { useOverview } from '../../api/overview.ts';
import { Blank } from '../../ui/blank.tsx';
import { countOf, formatCount } from '../../ui/format/numbers.ts';
import { narrowing, type ReviewSearch, stateOf } from './review-search.ts';

/** Why the list is empty, and what next. */
export function ReviewEmpty({ search }: { search: ReviewSearch }) {
  const overview = useOverview().data;
  const waiting = overview?.counts.waiting ?? 0;
  if (stateOf(search) !== 'open') {
    return (
      <Blank icon={Inbox} title="Nothing was decided yet">
        Decisions appear here with what became of them in Coupa.
      </Blank>
    );
  }
  if (narrowing(search) > 0) {
    return (
      <Blank
        icon={ListFilter}
        title={search.assignee === 'me' ? 'Nothing is assigned to you' : 'Nothing fits these filters'}
        acts={
          <>
            {search.assignee === 'me' && (
              <Link className="btn primary" to="/review" search={{ assignee: 'none' }}>
                See what is nobody’s
              </Link>
            )}
            <Link className="btn" to="/review">
              Clear filters
            </Link>
          </>
        }
      >
        {waiting === 0
          ? 'Nothing waits without them either.'
          : `${countOf(waiting, 'invoice')} ${waiting === 1 ? 'waits' : 'wait'} without them.`}
      </Blank>
    );
  }
  const tasks = overview?.counts.tasks ?? 0;
  return (
    <Blank
      icon={Inbox}
      title="The queue is empty"
      acts={
        <>
          {tasks > 0 && (
            <Link className="btn primary" to="/tasks">
              {countOf(tasks, 'task')} by hand
            </Link>
          )}
          <Link className="btn" to="/review" search={{ state: 'decided' }}>
            See what was decided
          </Link>
        </>
      }
    >
      {overview?.coupa.state === 'first_load'
        ? 'The first copy of Coupa is still being read. Invoices appear here as they are matched.'
        : overview?.mode === 'monitor'
          ? 'The mode is monitor: Purser records what it would do and asks nobody. An administrator can change it under Settings.'
          : `${formatCount(overview?.counts.decidedToday ?? 0)} decided today. New proposals appear here by themselves.`}
    </Blank>
  );
}
