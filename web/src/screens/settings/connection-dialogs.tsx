import { type FormEvent, useState } from 'react';
import {
  type ConnectionCheck,
  type CoupaClientInput,
  useAddConnection,
  useChangeConnection,
  useCheckConnection,
  useDisconnect,
} from '../../api/connection.ts';
import type { ConnectionStatus } from '../../api/contract.ts';
import { chooseConnection } from '../../api/request.ts';
import { Dialog } from '../../ui/float/dialog.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { issueFor, Refusal } from '../../ui/refusal.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { CheckSteps } from './check-steps.tsx';

interface Close {
  readonly onClose: () => void;
}

const EMPTY: CoupaClientInput = { coupaUrl: '', clientId: '', clientSecret: '' };

/** Connects a further Coupa: tried out first, then made, then shown. */
export function AddConnectionDialog({ onClose }: Close) {
  const check = useCheckConnection();
  const add = useAddConnection();
  const say = useSay();
  const [name, setName] = useState('');
  const [client, setClient] = useState(EMPTY);
  const found = isFor(client, check.variables) ? check.data : undefined;
  const isBusy = check.isPending || add.isPending;
  function send(event: FormEvent) {
    event.preventDefault();
    if (found?.isUsable !== true) return check.mutate(client);
    add.mutate(
      { name: name.trim(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, ...client },
      {
        onSuccess: ({ id }) => {
          say('info', `${name.trim()} is connected; its first load begins.`);
          chooseConnection(id);
          // Everything on the page belongs to the other connection.
          window.location.assign('/settings/connection');
        },
      },
    );
  }
  return (
    <Dialog
      open
      isWide
      onClose={onClose}
      closable={!add.isPending}
      title="Connect another Coupa"
      says="It gets its own copy, policy, people and audit trail; nothing is shared between two connections."
      ends={
        <>
          <button type="button" className="btn" onClick={onClose} disabled={add.isPending}>
            Cancel
          </button>
          <button type="submit" form="connect" className="btn primary" disabled={isBusy}>
            {primaryWords(check.isPending, add.isPending, found)}
          </button>
        </>
      }
    >
      <form id="connect" className="stack" onSubmit={send}>
        <TextField
          label="Name"
          required
          autoFocus
          maxLength={80}
          value={name}
          hint="As your people call it, such as Halden Europe."
          wrong={issueFor(add.error, 'name')}
          onChange={(event) => setName(event.target.value)}
        />
        <ClientFields client={client} onChange={setClient} error={check.error ?? add.error} />
        <Refusal error={add.error ?? check.error} />
        {found !== undefined && <CheckSteps check={found} />}
      </form>
    </Dialog>
  );
}

function primaryWords(isChecking: boolean, isAdding: boolean, found: ConnectionCheck | undefined): string {
  if (isChecking) return 'Trying it out…';
  if (isAdding) return 'Connecting…';
  return found?.isUsable === true ? 'Connect' : 'Try it out';
}

/** A result counts only for what was typed when it was asked for. */
function isFor(client: CoupaClientInput, asked: Partial<CoupaClientInput> | undefined): boolean {
  return (
    asked?.coupaUrl === client.coupaUrl &&
    asked.clientId === client.clientId &&
    asked.clientSecret === client.clientSecret
  );
}

function ClientFields({
  client,
  onChange,
  error,
}: {
  client: CoupaClientInput;
  onChange: (client: CoupaClientInput) => void;
  error: unknown;
}) {
  return (
    <>
      <TextField
        label="Address"
        required
        type="url"
        inputMode="url"
        placeholder="https://acme.coupahost.com"
        value={client.coupaUrl}
        wrong={issueFor(error, 'coupaUrl')}
        onChange={(event) => onChange({ ...client, coupaUrl: event.target.value.trim() })}
      />
      <TextField
        label="OAuth client id"
        required
        autoComplete="off"
        spellCheck={false}
        value={client.clientId}
        hint="In Coupa under Setup, Integrations, OAuth2/OpenID Connect Clients, grant type Client Credentials."
        wrong={issueFor(error, 'clientId')}
        onChange={(event) => onChange({ ...client, clientId: event.target.value.trim() })}
      />
      <TextField
        label="Client secret"
        required
        type="password"
        autoComplete="off"
        value={client.clientSecret}
        hint="Kept sealed, and never shown again."
        wrong={issueFor(error, 'clientSecret')}
        onChange={(event) => onChange({ ...client, clientSecret: event.target.value.trim() })}
      />
    </>
  );
}

/** Another client or secret: tried out before it takes the place of the one in use, which goes on meanwhile. */
export function ChangeClientDialog({ connection, onClose }: Close & { connection: ConnectionStatus }) {
  const change = useChangeConnection();
  const say = useSay();
  const [client, setClient] = useState({ ...EMPTY, coupaUrl: connection.coupaUrl });
  function send(event: FormEvent) {
    event.preventDefault();
    change.mutate(client, {
      onSuccess: () => {
        say('info', 'The new client is in use.');
        onClose();
      },
    });
  }
  return (
    <Dialog
      open
      onClose={onClose}
      closable={!change.isPending}
      title="Change address or client"
      says="The new one is tried out first. Until it works the one in use stays, so nothing stands still."
      ends={
        <>
          <button type="button" className="btn" onClick={onClose} disabled={change.isPending}>
            Cancel
          </button>
          <button type="submit" form="client" className="btn primary" disabled={change.isPending}>
            {change.isPending ? 'Trying it out…' : 'Try and change'}
          </button>
        </>
      }
    >
      <form id="client" className="stack" onSubmit={send}>
        <ClientFields client={client} onChange={setClient} error={change.error} />
        <Refusal error={change.error} />
      </form>
    </Dialog>
  );
}

export function DisconnectDialog({ connection, onClose }: Close & { connection: ConnectionStatus }) {
  const disconnect = useDisconnect();
  const say = useSay();
  const [name, setName] = useState('');
  function send(event: FormEvent) {
    event.preventDefault();
    disconnect.mutate(name, {
      onSuccess: () => {
        say('info', `${connection.name} is disconnected; its client is forgotten here.`);
        onClose();
      },
    });
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Disconnect ${connection.name}`}
      says="The OAuth client is forgotten, and nothing is read or written any more. The copy and the audit trail stay, and a new client brings it back. Revoke the client in Coupa too."
      ends={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            form="disconnect"
            className="btn danger"
            disabled={disconnect.isPending || name.trim() !== connection.name}
          >
            Disconnect
          </button>
        </>
      }
    >
      <form id="disconnect" className="stack" onSubmit={send}>
        <TextField
          label={`Type ${connection.name}`}
          required
          autoFocus
          autoComplete="off"
          value={name}
          wrong={issueFor(disconnect.error, 'name')}
          onChange={(event) => setName(event.target.value)}
        />
        <Refusal error={disconnect.error} />
      </form>
    </Dialog>
  );
}
