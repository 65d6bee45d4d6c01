import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Mode, PolicyVersion } from '../../api/contract.ts';
import { useMay } from '../../api/session.ts';
import { Moment } from '../../ui/figures.tsx';
import { agentWords, MODE_WORDS } from '../../ui/format/words.ts';
import { PolicySaveBar } from '../../ui/policy-save-bar.tsx';
import { useIsPhone } from '../../ui/use-phone.ts';
import { LimitFields } from './limit-fields.tsx';
import { type AutonomyDraft, applyDraft, changedFields, faultsOf, toDraft } from './policy-draft.ts';

const MODES: readonly Mode[] = ['monitor', 'assisted', 'autonomous'];

/** One agent's part of the policy. Saved as a new version of the whole; nothing applies before it is saved. */
export function PolicyForm({ agentId, policy }: { agentId: string; policy: PolicyVersion }) {
  // The version the draft began from: one that somebody saves meanwhile must not wipe what is being typed.
  const [base, setBase] = useState(policy);
  const [saved, setSaved] = useState<number | undefined>(undefined);
  const stored = toDraft(base.document, agentId);
  const [draft, setDraft] = useState(stored);
  const isPhone = useIsPhone();
  const mayChange = useMay('policy.change') && !isPhone;
  if (stored === undefined || draft === undefined) return null;
  const adopt = () => {
    setBase(policy);
    setDraft(toDraft(policy.document, agentId));
  };
  const changed = changedFields(stored, draft);
  if (policy.version !== base.version && (changed.length === 0 || policy.version === saved)) adopt();
  const set = (change: Partial<AutonomyDraft>) => setDraft({ ...draft, ...change });
  const faults = faultsOf(draft);
  const name = agentWords(agentId);
  return (
    <form className="stack" onSubmit={(event) => event.preventDefault()}>
      <fieldset className="stack" disabled={!mayChange}>
        <section className="card" aria-label={`${name}: autonomy`}>
          <header>
            <h2>{name}</h2>
            <span className="as-of push">
              Policy version {policy.version}, {policy.changedBy}, <Moment at={policy.changedAt} />
            </span>
          </header>
          <div className="body stack">
            <div className="modes" role="radiogroup" aria-label="Mode">
              {MODES.map((mode) => (
                <label key={mode} className="option">
                  <input
                    type="radio"
                    name={`mode-${agentId}`}
                    className="radio"
                    checked={draft.mode === mode}
                    onChange={() => set({ mode })}
                  />
                  <span className="medium">{MODE_WORDS[mode].title}</span>
                  <span />
                  <span className="meta">{MODE_WORDS[mode].says}</span>
                </label>
              ))}
            </div>
            {!mayChange && (
              <p className="note">
                {isPhone
                  ? 'The policy is changed on a larger screen. The stop switch above works here.'
                  : 'You can see the policy but not change it. It needs the permission policy.change.'}
              </p>
            )}
          </div>
        </section>
        <LimitFields draft={draft} faults={faults} onChange={set} />
      </fieldset>
      <section className="card" aria-label={`${name}: what it decides by`}>
        <header>
          <h2>What it decides by</h2>
        </header>
        <p className="body soft">
          Its{' '}
          <Link to="/agents/$agentId" params={{ agentId }}>
            settings
          </Link>{' '}
          and{' '}
          <Link to="/agents/$agentId/tolerances" params={{ agentId }}>
            tolerances
          </Link>{' '}
          have pages of their own; a{' '}
          <Link to="/agents/$agentId/what-if" params={{ agentId }}>
            what-if
          </Link>{' '}
          shows what others would change.
        </p>
      </section>
      <PolicySaveBar
        base={base}
        newer={policy.version === base.version ? undefined : policy}
        documentOf={() => applyDraft(base.document, agentId, draft)}
        changed={changed}
        faults={Object.keys(faults).length}
        onDiscard={adopt}
        onSaved={setSaved}
      />
    </form>
  );
}
