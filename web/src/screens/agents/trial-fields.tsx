import { type LimitDraft, trialFault } from './trial-draft.ts';

interface Props {
  readonly inForce: readonly LimitDraft[];
  readonly draft: readonly LimitDraft[];
  readonly onChange: (draft: readonly LimitDraft[]) => void;
}

/** The numbers of the tolerances, each beside the one in force. How a limit works is changed with the tolerances. */
export function TrialFields({ inForce, draft, onChange }: Props) {
  const set = (index: number, change: Partial<LimitDraft>) =>
    onChange(draft.map((line, at) => (at === index ? { ...line, ...change } : line)));
  return (
    <div className="trial">
      {draft.map((line, index) => {
        const fault = trialFault(line);
        const before = inForce[index];
        return (
          <fieldset className="trial-line" key={line.key}>
            <legend className="unseen">{line.words}</legend>
            <span className="medium meta" aria-hidden="true">
              {line.words}
            </span>
            <span className="line">
              <NumberInput
                label={`${line.words}, percent`}
                sign="%"
                value={line.percent}
                before={before?.percent}
                isWrong={fault !== undefined}
                onChange={(percent) => set(index, { percent })}
              />
              <NumberInput
                label={`${line.words}, amount`}
                sign="amount"
                value={line.amount}
                before={before?.amount}
                isWrong={fault !== undefined}
                onChange={(amount) => set(index, { amount })}
              />
            </span>
            {fault !== undefined && (
              <span className="meta is-exception" role="alert">
                {fault}
              </span>
            )}
          </fieldset>
        );
      })}
    </div>
  );
}

function NumberInput({
  label,
  sign,
  value,
  before,
  isWrong,
  onChange,
}: {
  label: string;
  sign: string;
  value: string | undefined;
  before: string | undefined;
  isWrong: boolean;
  onChange: (value: string) => void;
}) {
  if (value === undefined) return null;
  return (
    <span className="line close trial-number">
      {before !== undefined && before !== value && (
        <s className="meta faint">
          <span className="unseen">in force: </span>
          {before}
        </s>
      )}
      <input
        className={before === value ? 'input num' : 'input num tried'}
        inputMode="decimal"
        aria-label={label}
        aria-invalid={isWrong}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <span className="meta faint">{sign === '%' ? '%' : ''}</span>
    </span>
  );
}
