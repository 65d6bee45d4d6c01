import { useState } from 'react';
import { sentenceOf } from '../../api/request.ts';
import { useSetWriting } from '../../api/settings.ts';
import { Dialog } from '../float/dialog.tsx';
import { useSay } from '../float/toasts.tsx';
import { TextField } from '../text-field.tsx';

interface Props {
  readonly asks: 'stop' | 'resume' | undefined;
  readonly onClose: () => void;
}

/** Stops every write to Coupa, or lets it go on. Opens while it asks something. */
export function WritingDialog({ asks, onClose }: Props) {
  return asks === undefined ? null : <OpenWritingDialog asks={asks} onClose={onClose} />;
}

const WORDS = {
  stop: {
    title: 'Stop all writing to Coupa?',
    says: 'Within two seconds nothing more is sent, by people or by agents. Reading, matching and deciding go on; decisions wait until writing resumes.',
    button: 'Stop writing',
    done: 'Writing is stopped. Nothing more is sent to Coupa.',
  },
  resume: {
    title: 'Resume writing to Coupa?',
    says: 'Commands that waited are checked against Coupa again and then sent.',
    button: 'Resume writing',
    done: 'Writing goes on.',
  },
} as const;

function OpenWritingDialog({ asks, onClose }: { asks: 'stop' | 'resume'; onClose: () => void }) {
  const words = WORDS[asks];
  const change = useSetWriting();
  const say = useSay();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const text = reason.trim();

  function send() {
    setAsked(true);
    if (text === '') return;
    change.mutate(
      { stop: asks === 'stop', reason: text },
      {
        onSuccess: () => {
          say('info', words.done);
          onClose();
        },
      },
    );
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      says={words.says}
      ends={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" form="writing" className="btn primary" disabled={change.isPending}>
            {words.button}
          </button>
        </>
      }
    >
      <form
        id="writing"
        className="stack near"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <TextField
          label="Reason"
          hint="Shown to everybody and kept in the audit trail."
          wrong={asked && text === '' ? 'Say why, in a few words.' : undefined}
          value={reason}
          maxLength={500}
          autoFocus
          onChange={(event) => setReason(event.target.value)}
        />
        {change.isError && (
          <p className="note exception" role="alert">
            {sentenceOf(change.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
