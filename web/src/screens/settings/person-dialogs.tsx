import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { PersonRow } from '../../api/contract.ts';
import {
  coupaUsersQuery,
  useAddPerson,
  useChangePerson,
  useResetPassword,
  useRoles,
} from '../../api/people.ts';
import { sentenceOf } from '../../api/request.ts';
import { useSession } from '../../api/session.ts';
import { Dialog } from '../../ui/float/dialog.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { issueFor, Refusal } from '../../ui/refusal.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useSettled } from '../../ui/use-settled.ts';

export function AddPersonDialog({ onClose }: { onClose: () => void }) {
  const add = useAddPerson();
  const say = useSay();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [roles, setRoles] = useState<readonly string[]>(['ap_clerk']);
  function send(event: FormEvent) {
    event.preventDefault();
    add.mutate(
      { name: name.trim(), email: email.trim(), password, roles },
      {
        onSuccess: () => {
          say('info', `${name.trim()} can sign in now.`);
          onClose();
        },
      },
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add a person"
      says="They sign in with the first password you give them and choose their own under Your account."
      ends={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            form="person"
            className="btn primary"
            disabled={add.isPending || roles.length === 0}
          >
            {roles.length === 0 ? 'Add, choose a role' : 'Add'}
          </button>
        </>
      }
    >
      <form id="person" className="stack" onSubmit={send}>
        <TextField
          label="Name"
          required
          autoFocus
          maxLength={120}
          value={name}
          wrong={issueFor(add.error, 'name')}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="E-mail"
          type="email"
          required
          value={email}
          wrong={issueFor(add.error, 'email')}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label="First password"
          type="text"
          autoComplete="off"
          required
          minLength={12}
          hint="At least 12 characters."
          wrong={issueFor(add.error, 'password')}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <RoleTicks chosen={roles} onChange={setRoles} />
        <Refusal error={add.error} />
      </form>
    </Dialog>
  );
}

export function ChangePersonDialog({ person, onClose }: { person: PersonRow; onClose: () => void }) {
  const change = useChangePerson();
  const say = useSay();
  const me = useSession().data?.person?.id;
  const [roles, setRoles] = useState(person.roles);
  const [active, setActive] = useState(person.active);
  const [coupaUserId, setCoupaUserId] = useState(person.coupaUserId);
  const isOwn = me === person.id;
  function send(event: FormEvent) {
    event.preventDefault();
    const input = {
      id: person.id,
      ...(sameSet(roles, person.roles) ? {} : { roles }),
      ...(active === person.active ? {} : { active }),
      ...(coupaUserId === person.coupaUserId ? {} : { coupaUserId }),
    };
    if (Object.keys(input).length === 1) return onClose();
    change.mutate(input, {
      onSuccess: () => {
        say('info', `${person.name} is changed.`);
        onClose();
      },
    });
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={person.name}
      says={person.email}
      ends={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" form="person" className="btn primary" disabled={change.isPending}>
            Save
          </button>
        </>
      }
    >
      <form id="person" className="stack" onSubmit={send}>
        {isOwn && <p className="note">Nobody changes their own roles. Another administrator can.</p>}
        <RoleTicks chosen={roles} onChange={setRoles} isFixed={isOwn} />
        <CoupaUserField value={coupaUserId} onChange={setCoupaUserId} />
        <label className="tick">
          <input
            type="checkbox"
            className="check"
            checked={active}
            disabled={isOwn}
            onChange={(event) => setActive(event.target.checked)}
          />
          <span>
            Active
            <span className="meta faint" style={{ display: 'block' }}>
              Somebody who is not active cannot sign in; what they did stays.
            </span>
          </span>
        </label>
        {!isOwn && <ResetPassword person={person} />}
        <Refusal error={change.error} />
      </form>
    </Dialog>
  );
}

function ResetPassword({ person }: { person: PersonRow }) {
  const reset = useResetPassword();
  const say = useSay();
  const [password, setPassword] = useState('');
  return (
    <details>
      <summary className="soft">Locked out?</summary>
      <div className="stack near" style={{ paddingTop: 8 }}>
        <TextField
          label="New first password"
          type="text"
          autoComplete="off"
          hint="Also takes the second factor off and ends their sessions."
          wrong={reset.isError ? sentenceOf(reset.error) : undefined}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <button
          type="button"
          className="btn"
          disabled={reset.isPending || password === ''}
          onClick={() =>
            reset.mutate(
              { id: person.id, password },
              {
                onSuccess: () => {
                  setPassword('');
                  say('info', `${person.name} has a new first password.`);
                },
              },
            )
          }
        >
          Set it
        </button>
      </div>
    </details>
  );
}

function RoleTicks({
  chosen,
  onChange,
  isFixed = false,
}: {
  chosen: readonly string[];
  onChange: (roles: readonly string[]) => void;
  isFixed?: boolean;
}) {
  const roles = useRoles();
  return (
    <fieldset className="stack near" disabled={isFixed}>
      <legend className="medium meta" style={{ paddingBottom: 6 }}>
        Roles
      </legend>
      {roles.isError && <p className="is-exception">{sentenceOf(roles.error)}</p>}
      <div className="ticks">
        {(roles.data ?? []).map((role) => (
          <label className="tick" key={role.id} title={role.permissions.map(({ title }) => title).join(', ')}>
            <input
              type="checkbox"
              className="check"
              checked={chosen.includes(role.id)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, role.id] : chosen.filter((id) => id !== role.id))
              }
            />
            {role.title}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Which Coupa user this person is: their own approvals there can then be decided here, and never their own requests. */
function CoupaUserField({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (id: string | null) => void;
}) {
  const [typed, setTyped] = useState('');
  const search = useSettled(typed.trim(), 250);
  const found = useQuery({ ...coupaUsersQuery(search), enabled: search.length >= 2 });
  return (
    <div className="stack near">
      <TextField
        label="Coupa user"
        type="search"
        placeholder="Search name or login"
        hint={
          value === null
            ? 'Not mapped. Their own requests in Coupa cannot be told from others then.'
            : `Mapped to user ${value}.`
        }
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {value !== null && (
        <button
          type="button"
          className="link-btn meta"
          style={{ justifySelf: 'start' }}
          onClick={() => onChange(null)}
        >
          Take the mapping off
        </button>
      )}
      {found.isError && <p className="meta is-waiting">{sentenceOf(found.error)}</p>}
      {search.length >= 2 && found.data !== undefined && (
        <ul className="boxed">
          {found.data.rows.length === 0 && (
            <li style={{ padding: '6px 12px' }}>Nobody in Coupa is called so.</li>
          )}
          {found.data.rows.slice(0, 6).map((user) => (
            <li key={user.id}>
              <button
                type="button"
                className="btn quiet full"
                style={{ justifyContent: 'flex-start' }}
                onClick={() => {
                  onChange(user.id);
                  setTyped('');
                }}
              >
                {user.name} <span className="faint mono">{user.login}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
