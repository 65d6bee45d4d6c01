import { TextField } from '../../ui/text-field.tsx';
import type { HistoryDraft, HistoryFaults } from './history-draft.ts';

const FIELDS = [
  [
    'casesMin',
    'Like cases settled, at least',
    'Of one supplier, one cause and a difference of the same size.',
  ],
  [
    'sharePercent',
    'Accepted of them, at least, in %',
    'Recent ones weigh more: half as much after 180 days.',
  ],
  ['ratePercent', 'In doubt at most, in % of the invoice', 'Beyond it custom says nothing.'],
  ['amountMax', 'In doubt at most, as an amount', 'In the currency of the tolerances.'],
  [
    'yearlyAmountMax',
    'Accepted of one supplier within a year, at most',
    'A supplier who is always let have a little learns to bill a little more.',
  ],
] as const;

/** From when on, and up to where, what people decided before is told beside an exception. */
export function HistoryFields({
  draft,
  faults,
  onChange,
}: {
  draft: HistoryDraft;
  faults: HistoryFaults;
  onChange: (change: Partial<HistoryDraft>) => void;
}) {
  return (
    <section className="card" aria-label="What custom may speak for">
      <header>
        <h2>What custom may speak for</h2>
      </header>
      <div className="body stack">
        <p className="meta faint">
          How people settled like cases is told as a reason. It lets nothing pass by itself.
        </p>
        <div className="limits">
          {FIELDS.map(([field, label, hint]) => (
            <TextField
              key={field}
              label={label}
              hint={hint}
              inputMode="decimal"
              wrong={faults[field]}
              value={draft[field]}
              onChange={(event) => onChange({ [field]: event.target.value.trim() })}
            />
          ))}
        </div>
      </div>
    </section>
  );
}
