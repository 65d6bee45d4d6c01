import { useState } from 'react';
import { useAssign } from '../../api/approvals.ts';
import { useAssignees } from '../../api/people.ts';
import { sentenceOf } from '../../api/request.ts';
import { useSession } from '../../api/session.ts';
import { Avatar } from '../figures.tsx';
import { Dialog } from '../float/dialog.tsx';
import { useSay } from '../float/toasts.tsx';
import type { Decidable } from './decisions.tsx';

interface Props {
  readonly row:
    | (Decidable & { readonly assignedTo: { readonly id: string; readonly name: string } | null })
    | undefined;
  readonly onClose: () => void;
}

/** Gives a row to a person, or to nobody. Opens while there is a row. */
export function AssignDialog({ row, onClose }: Props) {
  return row === undefined ? null : <OpenAssignDialog row={row} onClose={onClose} />;
}

function OpenAssignDialog({ row, onClose }: { row: NonNullable<Props['row']>; onClose: () => void }) {
  const me = useSession().data?.person;
  const assignees = useAssignees();
  const assign = useAssign();
  const say = useSay();
  const [chosen, setChosen] = useState(row.assignedTo?.id ?? me?.id ?? '');
  const people = peopleOf(assignees.rows, me ?? undefined, row.assignedTo);

  async function send() {
    const personId = chosen === '' ? null : chosen;
    await assign.mutateAsync({ id: row.id, personId }).then(
      () => {
        const name = people.find(({ id }) => id === personId)?.name;
        say(
          'info',
          name === undefined
            ? `${row.invoiceNumber} is nobody's now.`
            : `${row.invoiceNumber} is given to ${name}.`,
        );
        onClose();
      },
      () => undefined, // The dialog stays open and shows the failure.
    );
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={`Who takes ${row.invoiceNumber}?`}
      says={row.supplierName ?? ''}
      ends={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className="btn primary"
            disabled={assign.isPending}
            onClick={() => void send()}
          >
            {assign.isPending ? 'Assigning' : 'Assign'}
          </button>
        </>
      }
    >
      <fieldset className="stack near">
        <legend className="unseen">Person</legend>
        {[...people, { id: '', name: 'Nobody' }].map(({ id, name }) => (
          <label key={id} className="option">
            <input
              type="radio"
              name="assignee"
              className="radio"
              checked={chosen === id}
              onChange={() => setChosen(id)}
            />
            <span className="line">
              {id !== '' && <Avatar name={name} small isNamed />}
              {name}
              {id === me?.id && <span className="faint">you</span>}
            </span>
          </label>
        ))}
      </fieldset>
      {assignees.isPending && <p className="faint meta">Loading the people who may decide…</p>}
      {assignees.error !== null && (
        <p className="meta is-waiting">Others could not be listed. {sentenceOf(assignees.error)}</p>
      )}
      {assign.isError && (
        <p className="note exception" role="alert">
          {sentenceOf(assign.error)}
        </p>
      )}
    </Dialog>
  );
}

interface Somebody {
  readonly id: string;
  readonly name: string;
}

/** Oneself first, then whoever has it, then the others by name. */
function peopleOf(
  all: readonly Somebody[],
  me: Somebody | undefined,
  holder: Somebody | null,
): readonly Somebody[] {
  const known = new Map<string, Somebody>();
  if (me !== undefined) known.set(me.id, { id: me.id, name: me.name });
  if (holder !== null) known.set(holder.id, holder);
  for (const person of [...all].sort((a, b) => a.name.localeCompare(b.name))) {
    if (!known.has(person.id)) known.set(person.id, person);
  }
  return [...known.values()];
}
