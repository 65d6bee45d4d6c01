import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { ListChecks } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { TaskRow } from '../../api/contract.ts';
import { sentenceOf } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { useDismissTask, useTasks } from '../../api/tasks.ts';
import { Blank, Failure, Loading, NoRight, Stale } from '../../ui/blank.tsx';
import { DeepLink } from '../../ui/deep-link.tsx';
import { AsOf, Moment } from '../../ui/figures.tsx';
import { Dialog } from '../../ui/float/dialog.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { countOf } from '../../ui/format/numbers.ts';
import { fromSnake } from '../../ui/format/words.ts';
import { usePageName } from '../../ui/frame/crumb.tsx';
import { Segments } from '../../ui/segments.tsx';
import { StateChip } from '../../ui/state-chip.tsx';
import { TextArea } from '../../ui/text-field.tsx';

const route = getRouteApi('/tasks');

const STATES: readonly { readonly id: 'open' | 'closed'; readonly words: string }[] = [
  { id: 'open', words: 'Open' },
  { id: 'closed', words: 'Closed' },
];

/** What Coupa leaves to a person: steps and a link. A task closes itself when Coupa shows it done. Route `/tasks`. */
export function TasksScreen() {
  usePageName('Tasks');
  const mayRead = useMay('approvals.read');
  if (!mayRead)
    return <NoRight icon={ListChecks} title="You may not see tasks" permission="approvals.read" />;
  return <Tasks />;
}

function Tasks() {
  const navigate = useNavigate();
  const state = route.useSearch().state === 'closed' ? 'closed' : 'open';
  const tasks = useTasks(state);
  const [dismissed, setDismissed] = useState<TaskRow | undefined>(undefined);
  return (
    <main className="page">
      <div className="head">
        <div>
          <h1>Tasks</h1>
          <p className="sub">
            What Coupa has no command for. A task closes itself when Coupa shows it done; there is nothing to
            tick off.
          </p>
        </div>
        <Segments
          label="State"
          segments={STATES}
          chosen={state}
          onChoose={(id) =>
            void navigate({ to: '/tasks', search: id === 'open' ? {} : { state: id }, replace: true })
          }
        />
      </div>
      {tasks.isError && tasks.data !== undefined && (
        <Stale error={tasks.error} since={tasks.dataUpdatedAt} onRetry={() => void tasks.refetch()} />
      )}
      {tasks.isPending ? (
        <section className="card">
          <Loading what="tasks" lines={8} />
        </section>
      ) : tasks.data === undefined ? (
        <Failure what="Tasks" error={tasks.error} onRetry={() => void tasks.refetch()} />
      ) : tasks.data.rows.length === 0 ? (
        <NoTasks state={state} />
      ) : (
        <section className="card" aria-label="Tasks">
          <header>
            <h2>
              {countOf(
                tasks.data.total ?? tasks.data.rows.length,
                state === 'open' ? 'open task' : 'closed task',
              )}
            </h2>
            <AsOf at={new Date(tasks.dataUpdatedAt).toISOString()} />
          </header>
          <ul>
            {tasks.data.rows.map((task) => (
              <Task key={task.id} task={task} onDismiss={() => setDismissed(task)} />
            ))}
          </ul>
          {tasks.data.next !== null && (
            <footer>The first {tasks.data.rows.length} are shown. The rest appear as these close.</footer>
          )}
        </section>
      )}
      {dismissed !== undefined && <DismissDialog task={dismissed} onClose={() => setDismissed(undefined)} />}
    </main>
  );
}

function NoTasks({ state }: { state: 'open' | 'closed' }) {
  return (
    <Blank
      icon={ListChecks}
      title={state === 'open' ? 'Nothing to do by hand' : 'No task was closed yet'}
      acts={
        state === 'open' ? (
          <Link className="btn" to="/review">
            Go to the review queue
          </Link>
        ) : undefined
      }
    >
      {state === 'open'
        ? 'Tasks appear here when Coupa offers no command for what has to be done.'
        : undefined}
    </Blank>
  );
}

function Task({ task, onDismiss }: { task: TaskRow; onDismiss: () => void }) {
  const mayWork = useMay('tasks.work');
  return (
    <li style={{ padding: '12px 16px', borderBottom: '1px solid var(--line)' }} className="stack near">
      <div className="line wrap" style={{ alignItems: 'flex-start' }}>
        <div style={{ flex: '1 1 300px', minWidth: 0 }}>
          <p className="medium break">{task.title}</p>
          <p className="line wrap wide meta faint">
            <Link to="/invoices/$invoiceId" params={{ invoiceId: task.invoiceId }}>
              {[task.supplierName, task.invoiceNumber].filter(Boolean).join(' ')}
            </Link>
            {task.coupaStatus !== null && <span>Coupa: {fromSnake(task.coupaStatus)}</span>}
            <span>
              opened <Moment at={task.openedAt} />
            </span>
          </p>
        </div>
        {task.state === 'open' ? (
          <div className="line">
            <DeepLink className="btn small" to={task.deepLink}>
              Open in Coupa
            </DeepLink>
            {mayWork && (
              <button type="button" className="btn quiet small" onClick={onDismiss}>
                Dismiss
              </button>
            )}
          </div>
        ) : (
          <Closed task={task} />
        )}
      </div>
      {task.state === 'open' && (
        <ol className="stack tight soft">
          {task.steps.map((step, index) => (
            <li key={step} className="line" style={{ alignItems: 'baseline' }}>
              <span className="faint num" style={{ minWidth: 16 }}>
                {index + 1}
              </span>
              <span className="break">{step}</span>
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

function Closed({ task }: { task: TaskRow }) {
  return (
    <div className="stack tight meta soft" style={{ justifyItems: 'end', maxWidth: 360 }}>
      <StateChip
        tone={task.state === 'closed' ? 'matched' : 'paid'}
        words={task.state === 'closed' ? 'Seen done in Coupa' : 'Dismissed'}
      />
      <span>
        {task.closedBy !== null && `${task.closedBy}, `}
        {task.closedAt !== null && <Moment at={task.closedAt} />}
      </span>
      {task.closeReason !== null && task.state === 'dismissed' && (
        <span className="break">“{task.closeReason}”</span>
      )}
    </div>
  );
}

/** The server's own least length of a reason. */
const REASON_MIN = 3;

function DismissDialog({ task, onClose }: { task: TaskRow; onClose: () => void }) {
  const dismiss = useDismissTask();
  const say = useSay();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const text = reason.trim();
  function send(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (text.length < REASON_MIN) return;
    dismiss.mutate(
      { id: task.id, reason: text },
      {
        onSuccess: () => {
          say('info', `Dismissed: ${task.title}`);
          onClose();
        },
      },
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Dismiss this task?"
      says={`${task.title}. Nothing changes in Coupa; if the same is found again, a new task opens.`}
      ends={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Keep it
          </button>
          <button type="submit" form="dismiss" className="btn primary" disabled={dismiss.isPending}>
            Dismiss
          </button>
        </>
      }
    >
      <form id="dismiss" className="stack near" onSubmit={send}>
        <TextArea
          label="Reason"
          hint="Kept in the audit trail."
          wrong={asked && text.length < REASON_MIN ? 'Say why, in a few words.' : undefined}
          value={reason}
          maxLength={1000}
          autoFocus
          onChange={(event) => setReason(event.target.value)}
        />
        {dismiss.isError && (
          <p className="note exception" role="alert">
            {sentenceOf(dismiss.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
