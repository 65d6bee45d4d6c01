import { useId } from 'react';
import type { LimitMode } from '../../api/contract.ts';
import { figuresOf, limitText, MODE_WORDS } from './limit-words.ts';
import { figureFault, type LimitDraft, toLimit } from './tolerance-draft.ts';

interface Props {
  /** The limit's name, for who does not see the table. */
  readonly name: string;
  readonly limit: LimitDraft;
  readonly modes?: readonly LimitMode[];
  readonly currency: string;
  /** What the server says is wrong with it. */
  readonly wrong: string | undefined;
  readonly isReadOnly: boolean;
  readonly onChange: (limit: LimitDraft) => void;
}

const MODES = Object.keys(MODE_WORDS) as readonly LimitMode[];

/** How far one difference may go: in what way, and the figures that go with it. */
export function LimitCell(props: Props) {
  const { limit, currency, isReadOnly } = props;
  if (isReadOnly) return <span className="medium">{limitText(toLimit(limit), currency || undefined)}</span>;
  return <LimitInputs {...props} />;
}

function LimitInputs({ name, limit, modes = MODES, currency, wrong, onChange }: Props) {
  const id = useId();
  const { hasRate, hasAmount } = figuresOf(limit.mode);
  const percentFault = hasRate ? figureFault(limit.percent, 'percent') : undefined;
  const amountFault = hasAmount ? figureFault(limit.amount, 'amount') : undefined;
  const says = percentFault ?? amountFault ?? wrong;
  const described = says === undefined ? {} : { 'aria-describedby': `${id}-wrong` };
  return (
    <div className="limit">
      <div className="limit-figures">
        {modes.length > 1 && (
          <select
            className="input"
            aria-label={`${name}: allowed`}
            value={limit.mode}
            onChange={(event) => onChange({ ...limit, mode: event.target.value as LimitMode })}
          >
            {modes.map((mode) => (
              <option key={mode} value={mode}>
                {MODE_WORDS[mode]}
              </option>
            ))}
          </select>
        )}
        {hasRate && (
          <span className="with-unit">
            <input
              className="input num"
              inputMode="decimal"
              aria-label={`${name}: percent`}
              aria-invalid={percentFault !== undefined || (says === wrong && wrong !== undefined)}
              {...described}
              value={limit.percent}
              onChange={(event) => onChange({ ...limit, percent: event.target.value })}
            />
            <span className="unit">%</span>
          </span>
        )}
        {hasAmount && (
          <span className="with-unit">
            <input
              className="input num"
              inputMode="decimal"
              aria-label={`${name}: amount`}
              aria-invalid={amountFault !== undefined || (says === wrong && wrong !== undefined)}
              {...described}
              value={limit.amount}
              onChange={(event) => onChange({ ...limit, amount: event.target.value })}
            />
            {currency !== '' && <span className="unit">{currency}</span>}
          </span>
        )}
      </div>
      {says !== undefined && (
        <p className="wrong" id={`${id}-wrong`} role="alert">
          {says}
        </p>
      )}
    </div>
  );
}
