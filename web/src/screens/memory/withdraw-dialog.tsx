import { type MemoryRow, useWithdrawMemory } from '../../api/memory.ts';
import { sentenceOf } from '../../api/request.ts';
import { Dialog } from '../../ui/float/dialog.tsx';
import { useSay } from '../../ui/float/toasts.tsx';
import { wokenWords } from '../../ui/format/woken-words.ts';

/** Asks before an answer is taken back, and says what that changes. */
export function WithdrawDialog({ row, onClose }: { row: MemoryRow; onClose: () => void }) {
  const withdraw = useWithdrawMemory();
  const say = useSay();
  const changes =
    row.state === 'confirmed'
      ? `Open invoices of ${row.supplierName} are compared again without it. It is offered again when an invoice shows it.`
      : 'It may be offered again when an invoice shows it.';
  return (
    <Dialog
      open
      onClose={onClose}
      title={row.state === 'confirmed' ? 'Withdraw what was confirmed?' : 'Withdraw the refusal?'}
      says={`${row.words}. ${changes}`}
      ends={
        <>
          <button type="button" className="btn" onClick={onClose}>
            Keep it
          </button>
          <button
            type="button"
            className="btn primary"
            disabled={withdraw.isPending}
            onClick={() =>
              withdraw.mutate(
                { fact: row.id },
                {
                  onSuccess: ({ words, woken }) => {
                    say('info', `Withdrawn: ${words}.${wokenWords(woken)}`);
                    onClose();
                  },
                },
              )
            }
          >
            Withdraw
          </button>
        </>
      }
    >
      {withdraw.isError && (
        <p className="note exception" role="alert">
          {sentenceOf(withdraw.error)}
        </p>
      )}
    </Dialog>
  );
}
