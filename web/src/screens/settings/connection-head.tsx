import {
  CirclePause,
  CirclePlay,
  KeyRound,
  PlugZap,
  Plus,
  RotateCw,
  Stethoscope,
  Unplug,
} from 'lucide-react';
import { useState } from 'react';
import { useChangeConnection, useCheckConnection, useReadNow } from '../../api/connection.ts';
import type { ConnectionStatus } from '../../api/contract.ts';
import { sentenceOf } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { safeAddress } from '../../ui/deep-link.tsx';
import { Moment } from '../../ui/figures.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { Refusal } from '../../ui/refusal.tsx';
import { CheckSteps } from './check-steps.tsx';
import { AddConnectionDialog, ChangeClientDialog, DisconnectDialog } from './connection-dialogs.tsx';

/** Which Coupa it is, how old the copy is, and what can be done about the connection. */
export function ConnectionHead({ connection }: { connection: ConnectionStatus }) {
  const mayChange = useMay('connection.change');
  const mayRead = useMay('tasks.work');
  const [dialog, setDialog] = useState<'add' | 'client' | 'disconnect'>();
  const close = () => setDialog(undefined);
  const isPaused = connection.state === 'paused';
  return (
    <section className="card" aria-label="Coupa">
      <header>
        <PlugZap aria-hidden="true" className="faint" />
        <h2>{connection.name}</h2>
        {isPaused && <span className="chip waiting">Paused</span>}
        <a
          className="mono push break"
          href={safeAddress(connection.coupaUrl)}
          target="_blank"
          rel="noreferrer"
        >
          {connection.coupaUrl}
        </a>
      </header>
      <div className="body stack">
        <p className="soft">
          {isPaused ? 'Nothing is read or written while it is paused. ' : ''}
          <Age connection={connection} /> Days are counted in {connection.timeZone}.
        </p>
        <div className="line wrap">
          {mayRead && !isPaused && <ReadNowButton />}
          {mayChange && (
            <>
              <PauseButton connection={connection} />
              <button type="button" className="btn small" onClick={() => setDialog('client')}>
                <KeyRound aria-hidden="true" />
                Change client
              </button>
              <button type="button" className="btn small" onClick={() => setDialog('disconnect')}>
                <Unplug aria-hidden="true" />
                Disconnect
              </button>
              <button type="button" className="btn small push" onClick={() => setDialog('add')}>
                <Plus aria-hidden="true" />
                Connect another Coupa
              </button>
            </>
          )}
        </div>
        {mayChange && <Check connection={connection} />}
      </div>
      {dialog === 'add' && <AddConnectionDialog onClose={close} />}
      {dialog === 'client' && <ChangeClientDialog connection={connection} onClose={close} />}
      {dialog === 'disconnect' && <DisconnectDialog connection={connection} onClose={close} />}
    </section>
  );
}

/** When anything was read last; how old each list is stands below. */
function Age({ connection: { resources } }: { connection: ConnectionStatus }) {
  const newest = resources
    .flatMap(({ lastReadAt }) => lastReadAt ?? [])
    .sort()
    .at(-1);
  if (newest === undefined) return <>Nothing has been read yet.</>;
  return (
    <>
      Last read <Moment at={newest} />.
    </>
  );
}

function ReadNowButton() {
  const read = useReadNow();
  const say = useSay();
  return (
    <button
      type="button"
      className="btn small"
      disabled={read.isPending}
      onClick={() =>
        read.mutate(undefined, {
          onSuccess: () => say('info', 'Everything is looked at now.'),
          onError: (error) => say('exception', sentenceOf(error)),
        })
      }
    >
      <RotateCw aria-hidden="true" />
      Read now
    </button>
  );
}

function PauseButton({ connection }: { connection: ConnectionStatus }) {
  const change = useChangeConnection();
  const say = useSay();
  const isPaused = connection.state === 'paused';
  const Sign = isPaused ? CirclePlay : CirclePause;
  return (
    <button
      type="button"
      className="btn small"
      disabled={change.isPending}
      onClick={() =>
        change.mutate(
          { state: isPaused ? 'active' : 'paused' },
          {
            onSuccess: () =>
              say('info', isPaused ? 'Reading and writing go on.' : 'Nothing is read or written any more.'),
            onError: (error) => say('exception', sentenceOf(error)),
          },
        )
      }
    >
      <Sign aria-hidden="true" />
      {isPaused ? 'Resume' : 'Pause'}
    </button>
  );
}

/** Tries out the connection as it is, and asks for scopes that were granted since. */
function Check({ connection }: { connection: ConnectionStatus }) {
  const check = useCheckConnection();
  const change = useChangeConnection();
  const say = useSay();
  const used = new Set(connection.scopes.filter(({ granted }) => granted === true).map(({ scope }) => scope));
  const isMore = check.data?.scopes.some(({ scope, granted }) => granted === true && !used.has(scope));
  return (
    <div className="stack">
      <div className="line wrap">
        <button
          type="button"
          className="btn small"
          disabled={check.isPending}
          onClick={() => check.mutate({})}
        >
          <Stethoscope aria-hidden="true" />
          {check.isPending ? 'Trying it out…' : 'Try the connection out'}
        </button>
        {isMore === true && (
          <button
            type="button"
            className="btn small"
            disabled={change.isPending}
            onClick={() =>
              change.mutate(
                { refreshScopes: true },
                { onSuccess: () => say('info', 'Purser uses the scopes that are granted now.') },
              )
            }
          >
            Use the scopes granted now
          </button>
        )}
      </div>
      <Refusal error={check.error ?? change.error} />
      {check.data !== undefined && <CheckSteps check={check.data} />}
    </div>
  );
}
