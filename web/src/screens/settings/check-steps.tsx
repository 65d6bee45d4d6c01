import { Check, CircleDashed, OctagonAlert, TriangleAlert, X } from 'lucide-react';
import type { CheckStep, ConnectionCheck } from '../../api/connection.ts';
import { countOf, joinWords } from '../../ui/format/numbers.ts';

const SIGNS = {
  passed: { Sign: Check, tone: 'is-matched', words: 'passed' },
  warning: { Sign: TriangleAlert, tone: 'is-waiting', words: 'works, with less' },
  failed: { Sign: X, tone: 'is-exception', words: 'failed' },
  skipped: { Sign: CircleDashed, tone: 'faint', words: 'not tried' },
} as const;

/** What trying out a Coupa found, step by step. */
export function CheckSteps({ check }: { check: ConnectionCheck }) {
  const failed = check.steps.filter(({ state }) => state === 'failed').length;
  return (
    <section className="stack" style={{ gap: 10 }} aria-label="What was found" aria-live="polite">
      <p className={check.isUsable ? 'medium' : 'medium is-exception'}>
        {check.isUsable
          ? failed === 0
            ? 'This Coupa can be read.'
            : `This Coupa can be read; ${countOf(failed, 'list')} cannot.`
          : 'This Coupa cannot be followed yet.'}
      </p>
      <ul className="check-steps">
        {check.steps
          .filter(({ says }) => says !== NOT_TRIED)
          .map((step) => (
            <Step key={step.step} step={step} />
          ))}
      </ul>
      <NotTried steps={check.steps.filter(({ says }) => says === NOT_TRIED)} />
      <MissingScopes scopes={check.scopes} />
    </section>
  );
}

/** As the server says it of what comes after a failure. */
const NOT_TRIED = 'Not tried: a step before it failed.';

function NotTried({ steps }: { steps: readonly CheckStep[] }) {
  if (steps.length === 0) return null;
  return (
    <p className="meta faint">Not tried, since that failed: {joinWords(steps.map(({ title }) => title))}.</p>
  );
}

function Step({ step: { state, title, says } }: { step: CheckStep }) {
  const { Sign, tone, words } = SIGNS[state];
  return (
    <li className="line" style={{ alignItems: 'flex-start' }}>
      <Sign aria-label={words} className={tone} />
      <span className="stack" style={{ gap: 0, minWidth: 0 }}>
        <span className={state === 'skipped' ? 'faint' : 'medium'}>{title}</span>
        <span className={state === 'failed' ? 'meta is-exception break' : 'meta faint break'}>{says}</span>
      </span>
    </li>
  );
}

/** Each scope that is missing with what it would unlock: what to ask the Coupa administrator for. */
function MissingScopes({ scopes }: Pick<ConnectionCheck, 'scopes'>) {
  const missing = scopes.filter(({ granted }) => granted === false);
  if (missing.length === 0) return null;
  return (
    <div className="note waiting">
      <OctagonAlert aria-hidden="true" />
      <div className="stack" style={{ gap: 6 }}>
        <p className="medium">Ask the administrator of your Coupa for {countOf(missing.length, 'scope')}</p>
        {missing.map(({ scope, unlocks }) => (
          <p key={scope} className="meta">
            <span className="mono break">{scope}</span> {unlocks}
          </p>
        ))}
      </div>
    </div>
  );
}
