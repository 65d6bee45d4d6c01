import { Popover } from '@base-ui/react/popover';
import { Link } from '@tanstack/react-router';
import { CircleCheck, Hourglass } from 'lucide-react';
import { CommandChip, StateChip } from '../state-chip.tsx';
import { useDecisions } from './decisions.tsx';

/** What became of one's last decisions: on their way, or confirmed by Coupa. Hidden while there are none. */
export function TrailButton() {
  const { trail, clearTrail } = useDecisions();
  if (trail.length === 0) return null;
  const moving = trail.filter((decided) => !decided.isSettled).length;
  return (
    <Popover.Root>
      <Popover.Trigger className={moving > 0 ? 'filter is-waiting' : 'filter'}>
        {moving > 0 ? (
          <Hourglass aria-hidden="true" />
        ) : (
          <CircleCheck aria-hidden="true" className="is-matched" />
        )}
        {moving > 0 ? `${moving} on the way` : `${trail.length} settled`}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end">
          <Popover.Popup className="popup pad" aria-label="Your last decisions">
            {trail.map((decided) => (
              <div key={decided.id} className="line" style={{ justifyContent: 'space-between' }}>
                <Link
                  className="two row-link"
                  to="/invoices/$invoiceId"
                  params={{ invoiceId: decided.invoiceId }}
                >
                  <span className="medium">{decided.supplierName ?? 'Supplier unknown'}</span>
                  <span className="mono">{decided.invoiceNumber}</span>
                </Link>
                {decided.commandState === null ? (
                  <StateChip
                    tone={decided.isSettled ? 'paid' : 'waiting'}
                    words={
                      decided.decision === 'reject' ? 'Rejected' : decided.isSettled ? 'Approved' : 'Sending'
                    }
                  />
                ) : (
                  <CommandChip state={decided.commandState} />
                )}
              </div>
            ))}
            <button type="button" className="btn small" disabled={moving > 0} onClick={clearTrail}>
              {moving > 0 ? 'Kept until Coupa confirms' : 'Clear'}
            </button>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
