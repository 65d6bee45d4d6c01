import { Monitor, Moon, ShieldCheck, ShieldOff, Sun } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useChangeOwnPassword } from '../../api/people.ts';
import { sentenceOf } from '../../api/request.ts';
import {
  useConfirmSecondFactor,
  useDisableSecondFactor,
  useSession,
  useSignOut,
  useStartSecondFactor,
} from '../../api/session.ts';
import { useSay } from '../../ui/float/toasts.tsx';
import { roleWords } from '../../ui/format/words.ts';
import { useKeyboard } from '../../ui/keys/key-provider.tsx';
import { Segments } from '../../ui/segments.tsx';
import { StateChip } from '../../ui/state-chip.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { applyTheme, useTheme } from '../../ui/theme.ts';

/** One's own sign-in, second factor, and how this device shows things. */
export function YouSection() {
  const person = useSession().data?.person;
  const signOut = useSignOut();
  if (person === null || person === undefined) return null;
  return (
    <div className="grid halves">
      <div className="stack">
        <section className="card" aria-label="You">
          <header>
            <h2>{person.name}</h2>
          </header>
          <div className="body stack">
            <dl className="facts left">
              <dt>E-mail</dt>
              <dd>{person.email}</dd>
              <dt>Roles</dt>
              <dd>{person.roles.map(roleWords).join(', ')}</dd>
              <dt>Coupa user</dt>
              <dd>{person.coupaUserId ?? <span className="faint">not mapped</span>}</dd>
            </dl>
            <div className="line wrap">
              <button type="button" className="btn" onClick={() => signOut.mutate(false)}>
                Sign out
              </button>
              <button type="button" className="btn" onClick={() => signOut.mutate(true)}>
                Sign out everywhere
              </button>
            </div>
          </div>
        </section>
        <DeviceCard />
      </div>
      <div className="stack">
        <SecondFactorCard isOn={person.secondFactor} />
        <PasswordCard />
      </div>
    </div>
  );
}

const THEMES = [
  { id: 'system', words: 'As the system', icon: Monitor },
  { id: 'light', words: 'Light', icon: Sun },
  { id: 'dark', words: 'Dark', icon: Moon },
] as const;

function DeviceCard() {
  const theme = useTheme();
  const keyboard = useKeyboard();
  return (
    <section className="card" aria-label="This device">
      <header>
        <h2>This device</h2>
      </header>
      <div className="body stack">
        <div>
          <Segments label="Theme" segments={THEMES} chosen={theme} onChoose={applyTheme} />
        </div>
        <label className="tick">
          <input
            type="checkbox"
            className="check"
            checked={keyboard.single}
            onChange={(event) => keyboard.setSingle(event.target.checked)}
          />
          <span>
            Single keys
            <span className="meta faint" style={{ display: 'block' }}>
              Such as A for approve. Off, only chords with Ctrl or ⌘ work.
            </span>
          </span>
        </label>
      </div>
    </section>
  );
}

function SecondFactorCard({ isOn }: { isOn: boolean }) {
  const [codes, setCodes] = useState<readonly string[] | undefined>(undefined);
  return (
    <section className="card" aria-label="Second factor">
      <header>
        <h2>Second factor</h2>
        <span className="push">
          {isOn ? (
            <StateChip tone="matched" words="On" icon={ShieldCheck} />
          ) : (
            <StateChip tone="waiting" words="Off" icon={ShieldOff} />
          )}
        </span>
      </header>
      <div className="body stack near">
        {codes !== undefined && (
          <>
            <p className="note waiting">
              Keep these backup codes. Each works once, and they are shown only now.
            </p>
            <div className="codes mono">
              {codes.map((code) => (
                <span key={code}>{code}</span>
              ))}
            </div>
          </>
        )}
        {isOn ? <TurnOff onOff={() => setCodes(undefined)} /> : <TurnOn onOn={setCodes} />}
      </div>
    </section>
  );
}

function TurnOn({ onOn }: { onOn: (codes: readonly string[]) => void }) {
  const start = useStartSecondFactor();
  const confirm = useConfirmSecondFactor();
  const [code, setCode] = useState('');
  if (start.data === undefined) {
    return (
      <>
        <p className="soft">A code from an authenticator app is asked at sign-in, besides the password.</p>
        <div>
          <button
            type="button"
            className="btn primary"
            disabled={start.isPending}
            onClick={() => start.mutate()}
          >
            Set it up
          </button>
        </div>
        {start.isError && <p className="is-exception">{sentenceOf(start.error)}</p>}
      </>
    );
  }
  function send(event: FormEvent) {
    event.preventDefault();
    confirm.mutate({ code: code.trim() }, { onSuccess: ({ backupCodes }) => onOn(backupCodes) });
  }
  return (
    <form className="stack near" onSubmit={send}>
      <p className="soft">
        Enter this key in your authenticator app, or <a href={start.data.otpauthUrl}>open it there</a>, then
        write the code it shows.
      </p>
      <code className="mono secret">{start.data.secret}</code>
      <TextField
        label="Code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        autoFocus
        wrong={confirm.isError ? sentenceOf(confirm.error) : undefined}
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <div>
        <button type="submit" className="btn primary" disabled={confirm.isPending}>
          Turn it on
        </button>
      </div>
    </form>
  );
}

function TurnOff({ onOff }: { onOff: () => void }) {
  const disable = useDisableSecondFactor();
  const [password, setPassword] = useState('');
  function send(event: FormEvent) {
    event.preventDefault();
    disable.mutate({ password }, { onSuccess: onOff });
  }
  return (
    <details>
      <summary className="soft">Turn it off</summary>
      <form className="stack near" style={{ paddingTop: 8 }} onSubmit={send}>
        <TextField
          label="Your password"
          type="password"
          autoComplete="current-password"
          required
          wrong={disable.isError ? sentenceOf(disable.error) : undefined}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <div>
          <button type="submit" className="btn danger" disabled={disable.isPending}>
            Turn it off
          </button>
        </div>
      </form>
    </details>
  );
}

function PasswordCard() {
  const change = useChangeOwnPassword();
  const say = useSay();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  function send(event: FormEvent) {
    event.preventDefault();
    change.mutate(
      { current, password },
      {
        onSuccess: () => {
          setCurrent('');
          setPassword('');
          say('info', 'Your password is changed. Sessions elsewhere have ended.');
        },
      },
    );
  }
  return (
    <section className="card" aria-label="Password">
      <header>
        <h2>Password</h2>
      </header>
      <form className="body stack near" onSubmit={send}>
        <TextField
          label="Present password"
          type="password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          required
          minLength={12}
          hint="At least 12 characters. Sessions elsewhere end."
          wrong={change.isError ? sentenceOf(change.error) : undefined}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <div>
          <button type="submit" className="btn" disabled={change.isPending}>
            Change it
          </button>
        </div>
      </form>
    </section>
  );
}
