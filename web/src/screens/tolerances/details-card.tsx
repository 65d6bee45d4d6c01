import { Plus, X } from 'lucide-react';
import type { ToleranceEffect } from '../../api/contract.ts';
import { TextField } from '../../ui/text-field.tsx';
import { EffectCell } from './effect-cell.tsx';
import { faultAt } from './faults.ts';
import { figureFault } from './tolerance-draft.ts';
import type { DraftInHand } from './use-tolerance-draft.ts';

/** What the starter policy allows where a document says nothing about tax. */
const STARTER_TAX = { perLine: '0.02', perDocument: '1.00' };

/** Name, currency, and the small differences that arithmetic leaves. */
export function DetailsCard({
  hand,
  effect,
  isReadOnly,
}: {
  hand: DraftInHand;
  effect: ToleranceEffect | undefined;
  isReadOnly: boolean;
}) {
  const { draft, faults, set } = hand;
  const tax = draft.tax ?? STARTER_TAX;
  const figure = (label: string, value: string, place: readonly string[], onType: (text: string) => void) => (
    <TextField
      label={label}
      inputMode="decimal"
      wrong={figureFault(value, 'amount') ?? faultAt(faults, ...place)}
      value={value}
      onChange={(event) => onType(event.target.value)}
    />
  );
  return (
    <section className="card" aria-label="Currency and small differences">
      <header>
        <h2>Currency and small differences</h2>
      </header>
      <fieldset className="body stack" disabled={isReadOnly}>
        <div className="detail-fields">
          <TextField
            label="Name of the policy"
            wrong={faultAt(faults, 'name')}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
          <TextField
            label="Currency of all amounts, optional"
            maxLength={3}
            hint="Left out, an amount counts in each invoice’s own currency."
            wrong={faultAt(faults, 'currency')}
            value={draft.currency}
            onChange={(event) => set({ currency: event.target.value.toUpperCase() })}
          />
          <Rates hand={hand} isReadOnly={isReadOnly} />
        </div>
        <fieldset>
          <legend className="medium meta">
            What lines and charges add up to, against the total; in the invoice’s own currency
          </legend>
          <div className="detail-fields">
            {figure('For each line', draft.rounding.perLine, ['rounding', 'perLine'], (perLine) =>
              set({ rounding: { ...draft.rounding, perLine } }),
            )}
            {figure('At most in all', draft.rounding.max, ['rounding', 'max'], (max) =>
              set({ rounding: { ...draft.rounding, max } }),
            )}
            {figure(
              'Where the currency has no decimals',
              draft.rounding.maxWithoutDecimals,
              ['rounding', 'maxWithoutDecimals'],
              (maxWithoutDecimals) => set({ rounding: { ...draft.rounding, maxWithoutDecimals } }),
            )}
          </div>
          <EffectLine effect={effect} limit="rounding" />
        </fieldset>
        <fieldset>
          <legend className="medium meta">
            Tax against its own rate, above or below; in the invoice’s own currency
          </legend>
          <div className="detail-fields">
            {figure('For each line', tax.perLine, ['tax', 'perLine'], (perLine) =>
              set({ tax: { ...tax, perLine } }),
            )}
            {figure('For the document', tax.perDocument, ['tax', 'perDocument'], (perDocument) =>
              set({ tax: { ...tax, perDocument } }),
            )}
          </div>
          <EffectLine effect={effect} limit="tax" />
        </fieldset>
      </fieldset>
    </section>
  );
}

function EffectLine({ effect, limit }: { effect: ToleranceEffect | undefined; limit: string }) {
  if (effect === undefined) return null;
  return (
    <p className="line close effect-line">
      <span className="meta faint">Last 30 days:</span>
      <EffectCell effect={effect} rule="base" limit={limit} />
    </p>
  );
}

function Rates({ hand, isReadOnly }: { hand: DraftInHand; isReadOnly: boolean }) {
  const { draft, faults, set } = hand;
  const change = (index: number, rate: Partial<{ currency: string; rate: string }>) =>
    set({ rates: draft.rates.map((row, at) => (at === index ? { ...row, ...rate } : row)) });
  const wrong = faultAt(faults, 'rates');
  if (draft.currency === '' && draft.rates.length === 0) return null;
  return (
    <fieldset className="field">
      <legend className="medium meta">One {draft.currency || 'unit'} is worth</legend>
      <div className="stack near">
        {draft.rates.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are edited in place; their code changes while it is typed.
          <div className="rate-row" key={index}>
            <input
              className="input num"
              aria-label={`Rate to ${row.currency}`}
              inputMode="decimal"
              value={row.rate}
              onChange={(event) => change(index, { rate: event.target.value })}
            />
            <input
              className="input"
              aria-label="Currency"
              maxLength={3}
              value={row.currency}
              onChange={(event) => change(index, { currency: event.target.value.toUpperCase() })}
            />
            <button
              type="button"
              className="icon-btn"
              aria-label={`Remove ${row.currency}`}
              onClick={() => set({ rates: draft.rates.filter((_, at) => at !== index) })}
            >
              <X aria-hidden="true" />
            </button>
          </div>
        ))}
        {!isReadOnly && (
          <button
            type="button"
            className="btn small"
            style={{ justifySelf: 'start' }}
            onClick={() => set({ rates: [...draft.rates, { currency: '', rate: '' }] })}
          >
            <Plus aria-hidden="true" />
            Rate
          </button>
        )}
      </div>
      <p className={wrong === undefined ? 'hint' : 'wrong'}>
        {wrong ?? 'A currency without a rate is allowed nothing by amount.'}
      </p>
    </fieldset>
  );
}
