import { LoaderCircle } from 'lucide-react';
import type { LimitMode, ToleranceEffect } from '../../api/contract.ts';
import { EffectCell, EffectNote } from './effect-cell.tsx';
import { faultAt } from './faults.ts';
import { LimitCell } from './limit-cell.tsx';
import { LIMIT_GROUPS, LIMIT_WORDS, type LimitKey } from './limit-words.ts';
import type { LimitDraft, ToleranceDraft } from './tolerance-draft.ts';
import type { DraftInHand } from './use-tolerance-draft.ts';

interface Props {
  readonly hand: DraftInHand;
  readonly effect: ToleranceEffect | undefined;
  readonly effectState: 'pending' | 'error' | 'success';
  readonly onRetry: () => void;
  readonly isReadOnly: boolean;
}

const AMOUNT_ONLY: readonly LimitMode[] = ['amount'];
const EARLY_MODES: readonly LimitMode[] = ['unlimited', 'amount'];

/** What holds where no rule says otherwise, with what each limit did last month. */
export function LimitsCard({ hand, effect, effectState, onRetry, isReadOnly }: Props) {
  const { draft, faults, set } = hand;
  const setLimit = (key: LimitKey, limit: LimitDraft) => set({ limits: { ...draft.limits, [key]: limit } });
  return (
    <section className="card" aria-label="Limits">
      <header>
        <h2>Limits</h2>
        <span className="meta faint">They hold where no rule below says otherwise.</span>
      </header>
      <table className="tbl airy cards tolerance-table">
        <thead>
          <tr>
            <th scope="col">Difference</th>
            <th scope="col">Allowed</th>
            <th scope="col">Last 30 days</th>
          </tr>
        </thead>
        {LIMIT_GROUPS.map(({ title, keys }) => (
          <tbody key={title}>
            <tr className="group">
              <th scope="colgroup" colSpan={3}>
                {title}
              </th>
            </tr>
            {keys.map((key) => (
              <LimitRow
                key={key}
                limitKey={key}
                limit={draft.limits[key]}
                {...(key === 'documentCap' ? { modes: AMOUNT_ONLY } : {})}
                currency={draft.currency}
                wrong={faultAt(faults, 'limits', key) ?? faultAt(faults, key)}
                effect={effect}
                isReadOnly={isReadOnly}
                onChange={(limit) => setLimit(key, limit)}
              />
            ))}
          </tbody>
        ))}
        <tbody>
          <tr className="group">
            <th scope="colgroup" colSpan={3}>
              Dates and exchange rates
            </th>
          </tr>
          <LimitRow
            limitKey="deliveryEarlyValue"
            limit={draft.deliveryEarlyValue}
            modes={EARLY_MODES}
            currency={draft.currency}
            wrong={faultAt(faults, 'deliveryEarlyValue')}
            effect={effect}
            isReadOnly={isReadOnly}
            onChange={(deliveryEarlyValue) => set({ deliveryEarlyValue })}
          />
          <LimitRow
            limitKey="fxOver"
            limit={draft.fxOver}
            currency={draft.currency}
            wrong={faultAt(faults, 'fxOver')}
            effect={effect}
            isReadOnly={isReadOnly}
            onChange={(fxOver) => set({ fxOver })}
          />
          <DaysRow
            draft={draft}
            wrong={faultAt(faults, 'daysOutsideTerm')}
            isReadOnly={isReadOnly}
            set={set}
          />
        </tbody>
      </table>
      <footer>
        {effectState === 'pending' && (
          <span className="line close">
            <LoaderCircle aria-hidden="true" className="turns" />
            Deciding the invoices of the last 30 days again…
          </span>
        )}
        {effectState === 'error' && (
          <span>
            What each limit did could not be worked out.{' '}
            <button type="button" className="link-btn" onClick={onRetry}>
              Try again
            </button>
          </span>
        )}
        {effect !== undefined && (
          <span>
            <EffectNote effect={effect} />
          </span>
        )}
      </footer>
    </section>
  );
}

function LimitRow({
  limitKey,
  limit,
  effect,
  ...cell
}: {
  limitKey: keyof typeof LIMIT_WORDS;
  limit: LimitDraft | undefined;
  modes?: readonly LimitMode[];
  currency: string;
  wrong: string | undefined;
  effect: ToleranceEffect | undefined;
  isReadOnly: boolean;
  onChange: (limit: LimitDraft) => void;
}) {
  const { title, says } = LIMIT_WORDS[limitKey];
  if (limit === undefined) return null;
  return (
    <tr>
      <th scope="row" className="t-name">
        <span className="medium">{title}</span>
        <span className="meta faint">{says}</span>
      </th>
      <td className="t-limit">
        <LimitCell name={title} limit={limit} {...cell} />
      </td>
      <td className="t-effect">
        <EffectCell effect={effect} rule="base" limit={limitKey} />
      </td>
    </tr>
  );
}

function DaysRow({
  draft,
  wrong,
  isReadOnly,
  set,
}: {
  draft: ToleranceDraft;
  wrong: string | undefined;
  isReadOnly: boolean;
  set: DraftInHand['set'];
}) {
  return (
    <tr>
      <th scope="row" className="t-name">
        <span className="medium">Days outside the term</span>
        <span className="meta faint">Of a service, before or after its order or contract holds.</span>
      </th>
      <td className="t-limit">
        {isReadOnly ? (
          <span className="medium">{draft.daysOutsideTerm} days</span>
        ) : (
          <div className="limit">
            <span className="with-unit">
              <input
                className="input num"
                inputMode="numeric"
                aria-label="Days outside the term"
                aria-invalid={wrong !== undefined}
                value={draft.daysOutsideTerm}
                onChange={(event) => set({ daysOutsideTerm: event.target.value })}
              />
              <span className="unit">days</span>
            </span>
            {wrong !== undefined && (
              <p className="wrong" role="alert">
                {wrong}
              </p>
            )}
          </div>
        )}
      </td>
      <td className="t-effect" />
    </tr>
  );
}
