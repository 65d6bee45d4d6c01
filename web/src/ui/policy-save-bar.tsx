import { type FormEvent, useState } from 'react';
import type { PolicyDocument, PolicyVersion } from '../api/contract.ts';
import { sentenceOf } from '../api/request.ts';
import { useSavePolicy } from '../api/settings.ts';
import { useSay } from './float/toasts.tsx';
import { countOf, joinWords } from './format/numbers.ts';
import { TextField } from './text-field.tsx';

interface Props {
  readonly base: PolicyVersion;
  /** A version that somebody saved after this draft was begun. */
  readonly newer: PolicyVersion | undefined;
  /** The whole policy with the draft in it. */
  readonly documentOf: () => PolicyDocument;
  readonly changed: readonly string[];
  readonly faults: number;
  readonly onDiscard: () => void;
  readonly onSaved: (version: number) => void;
}

/** What would change, a note for those who come after, and the button. Hidden while nothing differs. */
export function PolicySaveBar(props: Props) {
  const { base, newer, documentOf, changed, faults, onDiscard, onSaved } = props;
  const save = useSavePolicy();
  const say = useSay();
  const [note, setNote] = useState('');
  if (changed.length === 0) return null;

  function send(event: FormEvent) {
    event.preventDefault();
    if (faults > 0) return;
    save.mutate(
      {
        document: documentOf(),
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
