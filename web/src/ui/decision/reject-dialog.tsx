import { useState } from 'react';
import { Dialog } from '../float/dialog.tsx';
import { TextArea } from '../text-field.tsx';

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly says: string;
  readonly button: string;
  readonly onReject: (reason: string) => void;
}

/** Asks for the reason of a rejection. A rejection teaches and is read by the auditor, so it has words. */
export function RejectDialog({ open, onClose, ...rest }: Props) {
  return open ? <OpenRejectDialog onClose={onClose} {...rest} /> : null;
}

function OpenRejectDialog({ onClose, title, says, button, onReject }: Omit<Props, 'open'>) {
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const text = reason.trim();
  function send() {
    setAsked(true);
    if (text !== '') onReject(text);
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      says={says}
      ends={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Keep it open
          </button>
          <button type="button" className="btn primary" onClick={send}>
            {button}
          </button>
        </>
      }
    >
      <TextArea
        label="Reason"
        hint="Kept in the audit trail beside your name. Ctrl or ⌘ with Enter sends."
        wrong={asked && text === '' ? 'Say why, in a few words.' : undefined}
        value={reason}
        maxLength={1000}
        autoFocus
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
        }}
      />
    </Dialog>
  );
}
