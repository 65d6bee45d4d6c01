import { Plus, X } from 'lucide-react';
import { TextField } from '../../ui/text-field.tsx';
import type { AutonomyDraft, DraftFaults } from './policy-draft.ts';

interface Props {
  readonly draft: AutonomyDraft;
  readonly faults: DraftFaults;
  readonly onChange: (change: Partial<AutonomyDraft>) => void;
}

/** Every command that exists, in words, with what speaks for or against doing it alone. */
const COMMANDS: readonly { readonly kind: string; readonly words: string; readonly says: string }[] = [
  { kind: 'invoice.submit', words: 'Submit a draft invoice', says: 'Starts the approval in Coupa.' },
  {
    kind: 'invoice.revalidate_tolerances',
    words: 'Check tolerances again',
    says: 'Coupa looks again and may release the invoice.',
  },
  { kind: 'comment.add', words: 'Comment', says: 'Seen by everybody on the invoice; cannot be taken back.' },
  { kind: 'invoice.dispute', words: 'Dispute', says: 'Tells the supplier. Can be withdrawn.' },
  { kind: 'approval.approve', words: 'Approve in Coupa', says: 'Where our user is the pending approver.' },
  { kind: 'approval.reject', words: 'Reject in Coupa', says: 'Where our user is the pending approver.' },
  { kind: 'approval.hold', words: 'Hold in Coupa', says: 'Where our user is the pending approver.' },
  {
    kind: 'custom_field.set',
    words: 'Set a custom field',
    says: 'The old value is kept in the audit trail.',
  },
];

/** What autonomous may do without a person. In the other modes the limits are kept and wait. */
export function LimitFields({ draft, faults, onChange }: Props) {
  return (
    <section className="card" aria-label="Limits">
      <header>
        <h2>Limits of what is done alone</h2>
        {draft.mode !== 'autonomous' && (
          <span className="meta faint">
            They apply in the mode autonomous; now a person decides everything.
          </span>
        )}
      </header>
      <div className="body stack">
        <div className="limits">
          <ExposureField draft={draft} faults={faults} onChange={onChange} />
          <div className="stack">
            <TextField
              label="Part in doubt, at most, %"
              inputMode="decimal"
              hint="Of the whole amount. Above it a person decides."
              wrong={faults.atRiskPercentMax}
              value={draft.atRiskPercentMax}
              onChange={(event) => onChange({ atRiskPercentMax: event.target.value })}
            />
            <TextField
              label="Certainty of an estimate, at least, %"
              inputMode="decimal"
              hint="What follows by rule needs no estimate."
              wrong={faults.probabilityPercentMin}
              value={draft.probabilityPercentMin}
              onChange={(event) => onChange({ probabilityPercentMin: event.target.value })}
            />
            <TextField
              label="An approval holds for, hours"
              inputMode="numeric"
              hint="What was approved but not sent by then is decided again."
              wrong={faults.approvalMaxAgeHours}
              value={draft.approvalMaxAgeHours}
              onChange={(event) => onChange({ approvalMaxAgeHours: event.target.value })}
            />
          </div>
        </div>
        <fieldset className="stack near">
          <legend className="medium meta" style={{ paddingBottom: 8 }}>
            May be done alone
          </legend>
          <div className="ticks">
            {COMMANDS.map(({ kind, words, says }) => (
              <Tick
                key={kind}
                words={words}
                says={says}
                isOn={draft.commands.includes(kind)}
                onChange={(isOn) =>
                  onChange({
                    commands: isOn ? [...draft.commands, kind] : draft.commands.filter((one) => one !== kind),
                  })
                }
              />
            ))}
          </div>
        </fieldset>
        <fieldset className="ticks">
          <legend className="medium meta" style={{ paddingBottom: 8 }}>
            Also alone
          </legend>
          <Tick
            words="For new suppliers"
            says="Fewer than three earlier invoices seen."
            isOn={draft.allowsNewSupplier}
            onChange={(allowsNewSupplier) => onChange({ allowsNewSupplier })}
          />
          <Tick
            words="What Coupa offers no way back from"
            says="Such as submitting for approval."
            isOn={draft.allowsIrreversible}
            onChange={(allowsIrreversible) => onChange({ allowsIrreversible })}
          />
        </fieldset>
      </div>
    </section>
  );
}

function ExposureField({ draft, faults, onChange }: Props) {
  const set = (index: number, change: Partial<{ currency: string; amount: string }>) =>
    onChange({
      exposureMax: draft.exposureMax.map((row, at) => (at === index ? { ...row, ...change } : row)),
    });
  return (
    <fieldset className="field">
      <legend className="medium meta" style={{ paddingBottom: 4 }}>
        Amount of an invoice, at most
      </legend>
      <div className="stack near">
        {draft.exposureMax.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are edited in place; their code changes while it is typed.
          <div className="money-row" key={index}>
            <input
              className="input"
              aria-label="Currency"
              maxLength={3}
              value={row.currency}
              onChange={(event) => set(index, { currency: event.target.value.toUpperCase() })}
            />
            <input
              className="input num"
              aria-label={`Limit in ${row.currency}`}
              inputMode="decimal"
              value={row.amount}
              onChange={(event) => set(index, { amount: event.target.value })}
            />
            <button
              type="button"
              className="icon-btn"
              aria-label={`Remove ${row.currency}`}
              onClick={() => onChange({ exposureMax: draft.exposureMax.filter((_, at) => at !== index) })}
            >
              <X aria-hidden="true" />
            </button>
          </div>
        ))}
        <button
          type="button"
          className="btn small"
          style={{ justifySelf: 'start' }}
          onClick={() => onChange({ exposureMax: [...draft.exposureMax, { currency: '', amount: '0' }] })}
        >
          <Plus aria-hidden="true" />
          Currency
        </button>
      </div>
      {faults.exposureMax === undefined ? (
        <p className="hint">A currency that is not listed always goes to a person.</p>
      ) : (
        <p className="wrong" role="alert">
          {faults.exposureMax}
        </p>
      )}
    </fieldset>
  );
}

function Tick({
  words,
  says,
  isOn,
  onChange,
}: {
  words: string;
  says: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <label className="tick">
      <input
        type="checkbox"
        className="check"
        checked={isOn}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {words}
        <span className="meta faint" style={{ display: 'block' }}>
          {says}
        </span>
      </span>
    </label>
  );
}
