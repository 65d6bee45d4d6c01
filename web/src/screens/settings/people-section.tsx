import { Plus, UserRound } from 'lucide-react';
import { useState } from 'react';
import type { PersonRow } from '../../api/contract.ts';
import { usePeople, useRoles } from '../../api/people.ts';
import { useMay } from '../../api/session.ts';
import { Blank, Failure, Loading } from '../../ui/blank.tsx';
import { Absent, Avatar, Moment } from '../../ui/figures.tsx';
import { countOf, joinWords } from '../../ui/format/numbers.ts';
import { AddPersonDialog, ChangePersonDialog } from './person-dialogs.tsx';

/** Who may use Purser here, in which roles, and which Coupa user each is. */
export function PeopleSection() {
  const people = usePeople();
  const mayChange = useMay('people.change');
  const [asks, setAsks] = useState<'add' | PersonRow | undefined>(undefined);
  if (people.isPending) return <Loading what="people" lines={8} />;
  if (people.data === undefined)
    return <Failure what="People" error={people.error} onRetry={() => void people.refetch()} />;
  const { rows } = people.data;
  return (
    <div className="stack">
      <section className="card" aria-label="People">
        <header>
          <h2>{countOf(rows.length, 'person', 'people')}</h2>
          {mayChange && (
            <button type="button" className="btn primary push" onClick={() => setAsks('add')}>
              <Plus aria-hidden="true" />
              Add a person
            </button>
          )}
        </header>
        {rows.length === 0 ? (
          <Blank icon={UserRound} title="Nobody yet" />
        ) : (
          <PeopleTable rows={rows} onEdit={mayChange ? setAsks : undefined} />
        )}
        <footer>
          Nobody approves what they asked for, edited, or whose policy they changed since; that holds for
          every role.
        </footer>
      </section>
      <RolesCard />
      {asks === 'add' && <AddPersonDialog onClose={() => setAsks(undefined)} />}
      {typeof asks === 'object' && <ChangePersonDialog person={asks} onClose={() => setAsks(undefined)} />}
    </div>
  );
}

function PeopleTable({
  rows,
  onEdit,
}: {
  rows: readonly PersonRow[];
  onEdit: ((person: PersonRow) => void) | undefined;
}) {
  const roles = useRoles().data ?? [];
  const titleOf = (id: string) => roles.find((role) => role.id === id)?.title ?? id;
  return (
    <table className="tbl tall cards people">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Roles</th>
          <th scope="col">Coupa user</th>
          <th scope="col">Second factor</th>
          <th scope="col">Last seen</th>
          <th scope="col">
            <span className="unseen">Change</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((person) => (
          <tr key={person.id} className={person.active ? '' : 'gone'}>
            <th scope="row" className="p-name">
              <span className="line">
                <Avatar name={person.name} isNamed />
                <span className="two">
                  <span className="medium">{person.name}</span>
                  <span>
                    {person.email}
                    {!person.active && ', not active'}
                  </span>
                </span>
              </span>
            </th>
            <td className="p-roles soft" style={{ whiteSpace: 'normal' }}>
              {joinWords(person.roles.map(titleOf))}
            </td>
            <td className="p-coupa">
              {person.coupaUserId === null ? (
                <Absent says="not mapped" />
              ) : (
                <span className="mono">{person.coupaUserId}</span>
              )}
            </td>
            <td className="desk">{person.secondFactor ? 'on' : <span className="faint">off</span>}</td>
            <td className="p-seen soft">
              {person.lastSeenAt === null ? (
                <span className="faint">never</span>
              ) : (
                <Moment at={person.lastSeenAt} />
              )}
            </td>
            <td className="p-edit num">
              {onEdit !== undefined && (
                <button
                  type="button"
                  className="btn small"
                  onClick={() => onEdit(person)}
                  aria-label={`Change ${person.name}`}
                >
                  Change
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RolesCard() {
  const roles = useRoles();
  if (roles.data === undefined) return null;
  return (
    <section className="card" aria-label="Roles">
      <header>
        <h2>What each role may do</h2>
      </header>
      <div className="body">
        <dl className="facts left">
          {roles.data.map((role) => (
            <div key={role.id} style={{ display: 'contents' }}>
              <dt className="medium" style={{ color: 'var(--ink)' }}>
                {role.title}
              </dt>
              <dd className="soft">
                {joinWords(
                  role.permissions.map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1)),
                )}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
