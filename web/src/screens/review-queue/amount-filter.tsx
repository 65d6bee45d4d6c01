import { Popover } from '@base-ui/react/popover';
import { ChevronDown } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { readAmount } from '../../ui/format/decimal-text.ts';
import { formatDecimal } from '../../ui/format/numbers.ts';
import { TextField } from '../../ui/text-field.tsx';
import type { ReviewSearch } from './review-search.ts';

interface Props {
  readonly search: ReviewSearch;
  readonly onChange: (
    part: Pick<Partial<Record<keyof ReviewSearch, string | undefined>>, 'currency' | 'min' | 'max'>,
  ) => void;
}

/** From, to and currency of the printed amount. Amounts of different currencies do not compare, so one is named. */
export function AmountFilter({ search, onChange }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const isOn = search.currency !== undefined || search.min !== undefined || search.max !== undefined;
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger className={isOn ? 'filter on' : 'filter'}>
        Amount <b>{words(search)}</b>
        <ChevronDown aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="start">
          <Popover.Popup className="popup pad" aria-label="Amount">
            {isOpen && (
              <AmountForm
                search={search}
                onSend={(part) => {
                  onChange(part);
                  setIsOpen(false);
                }}
              />
            )}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function words({ currency, min, max }: ReviewSearch): string {
  const range =
    min !== undefined && max !== undefined
      ? `${formatDecimal(min)} to ${formatDecimal(max)}`
      : min !== undefined
        ? `from ${formatDecimal(min)}`
        : max !== undefined
          ? `up to ${formatDecimal(max)}`
          : '';
  const text = [currency, range].filter(Boolean).join(' ');
  return text === '' ? 'any' : text;
}

function AmountForm({ search, onSend }: { search: ReviewSearch; onSend: Props['onChange'] }) {
  const [currency, setCurrency] = useState(search.currency ?? '');
  const [min, setMin] = useState(search.min ?? '');
  const [max, setMax] = useState(search.max ?? '');
  const [asked, setAsked] = useState(false);
  const low = min.trim() === '' ? undefined : readAmount(min);
  const high = max.trim() === '' ? undefined : readAmount(max);
  const code = currency.trim().toUpperCase();
  const wrong = {
    currency:
      code !== '' && !/^[A-Z]{3}$/.test(code)
        ? 'Three letters, such as EUR.'
        : code === '' && (min !== '' || max !== '')
          ? 'Which currency?'
          : undefined,
    min: min.trim() !== '' && low === undefined ? `Is ${min} an amount? Write 1234.50.` : undefined,
    max: max.trim() !== '' && high === undefined ? `Is ${max} an amount? Write 1234.50.` : undefined,
  };

  function send(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (wrong.currency !== undefined || wrong.min !== undefined || wrong.max !== undefined) return;
    onSend({ currency: code === '' ? undefined : code, min: low, max: high });
  }

  return (
    <form className="stack near" onSubmit={send}>
      <TextField
        label="Currency"
        value={currency}
        maxLength={3}
        wrong={asked ? wrong.currency : undefined}
        onChange={(event) => setCurrency(event.target.value)}
      />
      <TextField
        label="From"
        inputMode="decimal"
        value={min}
        wrong={asked ? wrong.min : undefined}
        onChange={(event) => setMin(event.target.value)}
      />
      <TextField
        label="Up to"
        inputMode="decimal"
        value={max}
        wrong={asked ? wrong.max : undefined}
        onChange={(event) => setMax(event.target.value)}
      />
      <div className="line">
        <button
          type="button"
          className="btn"
          onClick={() => onSend({ currency: undefined, min: undefined, max: undefined })}
        >
          Any amount
        </button>
        <button type="submit" className="btn primary grow">
          Filter
        </button>
      </div>
    </form>
  );
}
