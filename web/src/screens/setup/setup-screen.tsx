import { type FormEvent, useEffect, useState } from 'react';
import { ApiError, sentenceOf } from '../../api/request.ts';
import { useSetup } from '../../api/session.ts';
import { Entrance } from '../../ui/entrance.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Shorter passwords are refused by the server too. */
const PASSWORD_MIN = 12;

/** First run: whoever opens Purser first becomes its administrator. */
export function SetupScreen({ sandbox }: { sandbox: boolean }) {
  const setup = useSetup();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [hasLeft, setHasLeft] = useState(false);
  const isShort = password.length < PASSWORD_MIN;

  useEffect(() => {
    document.title = 'Set up · Purser';
  }, []);

  function send(event: FormEvent) {
    event.preventDefault();
    setHasLeft(true);
    if (!isShort) setup.mutate({ name: name.trim(), email: email.trim(), password });
  }

  const wrong = (field: string) => issueFor(setup.error, field);
  return (
    <Entrance
      foot={
        sandbox
          ? 'Purser has started with a sandbox company, so that there is something to look at. No real Coupa is connected.'
          : undefined
      }
    >
      <form onSubmit={send}>
        <div>
          <h1>Set up Purser</h1>
          <p className="soft">You become the administrator. It takes a minute.</p>
        </div>
        <TextField
          label="Your name"
          name="name"
          autoComplete="name"
          required
          autoFocus
          maxLength={120}
          wrong={wrong('name')}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          wrong={wrong('email')}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="new-password"
          required
          hint={`At least ${PASSWORD_MIN} characters. A few words are easier than signs.`}
          wrong={
            wrong('password') ??
            (hasLeft && isShort ? `${PASSWORD_MIN - password.length} more characters are needed.` : undefined)
          }
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          onBlur={() => setHasLeft(password !== '')}
        />
        {setup.isError && !hasIssues(setup.error) && (
          <p className="note exception" role="alert">
            {sentenceOf(setup.error)}
          </p>
        )}
        <button type="submit" className="btn primary full" disabled={setup.isPending}>
          {setup.isPending ? 'Setting up' : 'Create the administrator'}
        </button>
      </form>
    </Entrance>
  );
}

function hasIssues(error: unknown): boolean {
  return (
    error instanceof ApiError && error.issues.some(({ pointer }) => /(name|email|password)$/.test(pointer))
  );
}

function issueFor(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.issues.find(({ pointer }) => pointer.endsWith(field))?.says;
}
