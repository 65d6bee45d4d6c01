import { useBlocker } from '@tanstack/react-router';
import { Dialog } from '../../ui/float/dialog.tsx';

/** Asks before what was typed is lost, within the product and by the browser when the page is closed. */
export function LeaveDialog({ isUnsaved }: { isUnsaved: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isUnsaved,
    enableBeforeUnload: () => isUnsaved,
    withResolver: true,
  });
  return (
    <Dialog
      open={status === 'blocked'}
      onClose={() => reset?.()}
      title="Leave without saving?"
      says="What you changed in the tolerances is not saved, and is lost when you leave."
      ends={
        <>
          <button type="button" className="btn danger" onClick={() => proceed?.()}>
            Leave without saving
          </button>
          <button type="button" className="btn primary" onClick={() => reset?.()}>
            Stay here
          </button>
        </>
      }
    />
  );
}
