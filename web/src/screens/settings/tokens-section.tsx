import { KeyRound, Plus, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { ApiToken } from '../../api/contract.ts';
import { useCreateToken, useDeleteToken, useTokens } from '../../api/people.ts';
import { sentenceOf } from '../../api/request.ts';
import { useSession } from '../../api/session.ts';
import { Blank, Failure, Loading } from '../../ui/blank.tsx';
import { Moment } from '../../ui/figures.tsx';
import { Dialog } from '../../ui/float/dialog.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Own tokens for programs. A token can do at most what its person can. */
export function TokensSection() {
  const tokens = useTokens();
  const remove = useDeleteToken();
  const say = useSay();
  const [asks, setAsks] = useState<'new' | ApiToken | undefined>(undefined);
  if (tokens.isPending) return <Loading what="tokens" />;
  if (tokens.data === undefined)
    return <Failure what="Tokens" error={tokens.error} onRetry={() => void tokens.refetch()} />;
  const { rows } = tokens.data;
  return (
    <section className="card" aria-label="API tokens">
      <header>
        <h2>Your API tokens</h2>
        <button type="button" className="btn primary push" onClick={() => setAsks('new')}>
          <Plus aria-hidden="true" />
          New token
        </button>
      </header>
      {rows.length === 0 ? (
        <Blank icon={KeyRound} title="No token yet">
          A token lets a program call the same operations as these screens. They are described at{' '}
          <a href="/docs">/docs</a>.
        </Blank>
      ) : (
        <ul>
          {rows.map((token) => (
            <li
              key={token.id}
              className="line wrap"
              style={{ padding: '10px 16px', borderBottom: '1px solid var(--line)' }}
            >
              <div style={{ flex: '1 1 260px', minWidth: 0 }}>
                <p className="medium break">{token.name}</p>
                <p className="meta faint break">
                  {token.permissions.join(', ')}. Made <Moment at={token.createdAt} />,{' '}
                  {token.lastUsedAt === null ? (
                    'never used'
                  ) : (
                    <>
                      used <Moment at={token.lastUsedAt} />
                    </>
                  )}
                  {token.expiresAt !== null && (
                    <>
                      , ends <Moment at={token.expiresAt} />
                    </>
                  )}
                </p>
              </div>
              <button type="button" className="btn small danger" onClick={() => setAsks(token)}>
                <Trash2 aria-hidden="true" />
                Revoke
              </button>
            </li>
          ))}
        </ul>
      )}
      {asks === 'new' && <NewTokenDialog onClose={() => setAsks(undefined)} />}
      {typeof asks === 'object' && (
        <Dialog
          open
          onClose={() => setAsks(undefined)}
          title={`Revoke “${asks.name}”?`}
          says="Programs that use it are refused from now on. It cannot be taken back."
          ends={
            <>
              <button type="button" className="btn" onClick={() => setAsks(undefined)}>
                Keep it
              </button>
              <button
                type="button"
                className="btn primary"
                disabled={remove.isPending}
                onClick={() =>
                  remove.mutate(asks.id, {
                    onSuccess: () => setAsks(undefined),
                    onError: (error) => say('exception', sentenceOf(error)),
                  })
                }
              >
                Revoke
              </button>
            </>
          }
        />
      )}
    </section>
  );
}

function NewTokenDialog({ onClose }: { onClose: () => void }) {
  const create = useCreateToken();
  const offered = (useSession().data?.person?.permissions ?? []).filter(
    (permission) => permission !== 'self',
  );
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const isDays = /^\d{1,3}$/.test(days) && Number(days) >= 1 && Number(days) <= 366;
  function send(event: FormEvent) {
    event.preventDefault();
    if (isDays && chosen.length > 0)
      create.mutate({ name: name.trim(), permissions: chosen, days: Number(days) });
  }
  if (create.data !== undefined) {
    return (
      <Dialog
        open
        onClose={onClose}
        title="Copy the token now"
        says="It is shown once. Only its hash is kept."
      >
        <code className="mono secret">{create.data.token}</code>
        <CopyButton text={create.data.token} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="New token"
      ends={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            form="token"
            className="btn primary"
            disabled={create.isPending || chosen.length === 0}
          >
            {chosen.length === 0 ? 'Create, choose what it may do' : 'Create'}
          </button>
        </>
      }
    >
      <form id="token" className="stack" onSubmit={send}>
        <TextField
          label="Name"
          hint="Which program it is for."
          required
          autoFocus
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="Good for, days"
          inputMode="numeric"
          wrong={isDays ? undefined : 'Write whole days from 1 to 366.'}
          value={days}
          onChange={(event) => setDays(event.target.value)}
        />
        <fieldset>
          <legend className="medium meta" style={{ paddingBottom: 6 }}>
            It may
          </legend>
          <div className="ticks">
            {offered.map((permission) => (
              <label key={permission} className="tick">
                <input
                  type="checkbox"
                  className="check"
                  checked={chosen.includes(permission)}
                  onChange={(event) =>
                    setChosen(
                      event.target.checked
                        ? [...chosen, permission]
                        : chosen.filter((one) => one !== permission),
                    )
                  }
                />
                <span className="mono">{permission}</span>
              </label>
            ))}
          </div>
        </fieldset>
        {create.isError && (
          <p className="note exception" role="alert">
            {sentenceOf(create.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

function CopyButton({ text }: { text: string }) {
  const [said, setSaid] = useState('Copy');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Select it and copy by hand'),
    );
  return (
    <button type="button" className="btn" onClick={() => void copy()}>
      {said}
    </button>
  );
}
