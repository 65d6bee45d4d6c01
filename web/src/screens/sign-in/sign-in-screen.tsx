import { type FormEvent, useEffect, useState } from 'react';
import type { Session } from '../../api/contract.ts';
import { hasCode, sentenceOf } from '../../api/request.ts';
import { useSignIn } from '../../api/session.ts';
import { Entrance } from '../../ui/entrance.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Sign-in, with the second factor when the account has one. */
export function SignInScreen({ session }: { session: Session }) {
  const signIn = useSignIn();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const needsCode =
    hasCode(signIn.error, 'second_factor_needed') || hasCode(signIn.error, 'second_factor_wrong');
  const [asksCode, setAsksCode] = useState(false);
  if (needsCode && !asksCode) setAsksCode(true);

  useEffect(() => {
    document.title = 'Sign in · Purser';
  }, []);

  function send(event: FormEvent) {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password, ...(asksCode ? { code: code.trim() } : {}) });
  }

  const wrong =
    signIn.isError && !hasCode(signIn.error, 'second_factor_needed') ? sentenceOf(signIn.error) : undefined;
  const place = session.connections[0]?.name;
  return (
    <Entrance
      foot={
        session.sandbox ? 'This Purser works on the sandbox company. No real Coupa is connected.' : undefined
      }
    >
      <form onSubmit={send}>
        <div>
          <h1>Sign in</h1>
          {place !== undefined && <p className="soft">{place}</p>}
        </div>
        <TextField
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus
          readOnly={asksCode}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          readOnly={asksCode}
          wrong={asksCode ? undefined : wrong}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {asksCode && (
          <TextField
            label="Code"
            hint="From your authenticator app, or one of your backup codes."
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            autoFocus
            wrong={wrong}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
        <button type="submit" className="btn primary full" disabled={signIn.isPending}>
          {signIn.isPending ? 'Signing in' : 'Sign in'}
        </button>
        {asksCode && (
          <button
            type="button"
            className="btn full"
            onClick={() => {
              setAsksCode(false);
              setCode('');
              signIn.reset();
            }}
          >
            Use another account
          </button>
        )}
      </form>
    </Entrance>
  );
}
