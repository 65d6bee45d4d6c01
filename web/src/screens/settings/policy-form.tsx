import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import type { Mode, PolicyVersion } from '../../api/contract.ts';
import { sentenceOf } from '../../api/request.ts';
import { useMay } from '../../api/session.ts';
import { useSavePolicy } from '../../api/settings.ts';
import { Moment } from '../../ui/figures.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { countOf, joinWords } from '../../ui/format/numbers.ts';
import { agentWords, MODE_WORDS } from '../../ui/format/words.ts';
import { TextField } from '../../ui/text-field.tsx';
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
      <SaveBar
        agentId={agentId}
        base={base}
        newer={policy.version === base.version ? undefined : policy}
        draft={draft}
        changed={changed}
        faults={Object.keys(faults).length}
        onDiscard={adopt}
        onSaved={setSaved}
      />
    </form>
  );
}

interface SaveBarProps {
  readonly agentId: string;
  readonly base: PolicyVersion;
  /** A version that somebody saved after this draft was begun. */
  readonly newer: PolicyVersion | undefined;
  readonly draft: AutonomyDraft;
  readonly changed: readonly string[];
  readonly faults: number;
  readonly onDiscard: () => void;
  readonly onSaved: (version: number) => void;
}

/** What would change, a note for those who come after, and the button. Hidden while nothing differs. */
function SaveBar({ agentId, base, newer, draft, changed, faults, onDiscard, onSaved }: SaveBarProps) {
  const save = useSavePolicy();
  const say = useSay();
  const [note, setNote] = useState('');
  if (changed.length === 0) return null;

  function send(event: FormEvent) {
    event.preventDefault();
    if (faults > 0) return;
    save.mutate(
      {
        document: applyDraft(base.document, agentId, draft),
        expectedVersion: base.version,
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      },
      {
        onSuccess: ({ version }) => {
          onSaved(version);
          setNote('');
          say('matched', `Policy version ${version} is in force.`);
        },
      },
    );
  }

  return (
    <section className="card unsaved" aria-label="Changes not saved">
      <div className="body stack near">
        <p>
          <b className="strong">Not saved:</b> {joinWords(changed)}. Open proposals stay as they are; new ones
          follow the new version.
        </p>
        {newer !== undefined && (
          <p className="note waiting" role="status">
            {newer.changedBy} saved version {newer.version} meanwhile. Discard to see it, then change what is
            still wanted.
          </p>
        )}
        {save.isError && newer === undefined && (
          <p className="note exception" role="alert">
            {sentenceOf(save.error)}
          </p>
        )}
        <div className="line wrap" style={{ alignItems: 'flex-end' }}>
          <div style={{ flex: '1 1 240px' }}>
            <TextField
              label="Note, optional"
              value={note}
              maxLength={500}
              onChange={(event) => setNote(event.target.value)}
            />
          </div>
          <button type="button" className="btn" onClick={onDiscard}>
            Discard
          </button>
          <button
            type="submit"
            className="btn primary"
            disabled={save.isPending || faults > 0 || newer !== undefined}
            onClick={send}
          >
            {faults > 0 ? `Save, ${countOf(faults, 'field')} to mend` : `Save as version ${base.version + 1}`}
          </button>
        </div>
      </div>
    </section>
  );
}
