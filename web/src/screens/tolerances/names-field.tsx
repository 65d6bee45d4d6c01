import { X } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly names: readonly string[];
  /** What may be chosen, with words for each; anything else can be typed. */
  readonly choices?: readonly { readonly value: string; readonly words: string }[];
  readonly wrong: string | undefined;
  readonly onType?: (text: string) => void;
  readonly onChange: (names: readonly string[]) => void;
}

/** A list of names or ids: Enter or a comma adds one, Backspace in the empty field takes the last one back. */
export function NamesField({ label, hint, names, choices = [], wrong, onType, onChange }: Props) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const wordsOf = (name: string) => choices.find(({ value }) => value === name)?.words ?? name;
  const type = (text: string) => {
    setTyped(text);
    onType?.(text);
  };
  const add = (text: string) => {
    const found = text
      .split(/[,;\n]/)
      .map((name) => name.trim())
      .map((name) => choices.find(({ words }) => words === name)?.value ?? name)
      .filter((name) => name !== '' && !names.includes(name));
    if (found.length > 0) onChange([...names, ...new Set(found)]);
    type('');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if ((event.key === 'Enter' || event.key === ',') && typed.trim() !== '') {
      event.preventDefault();
      add(typed);
    } else if (event.key === 'Backspace' && typed === '' && names.length > 0) {
      onChange(names.slice(0, -1));
    }
  };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="names input">
        {names.map((name) => (
          <span key={name} className="chip">
            {wordsOf(name)}
            <button
              type="button"
              aria-label={`Remove ${wordsOf(name)} from ${label.toLowerCase()}`}
              onClick={() => onChange(names.filter((one) => one !== name))}
            >
              <X aria-hidden="true" />
            </button>
          </span>
        ))}
        <input
          id={id}
          list={choices.length > 0 ? `${id}-choices` : undefined}
          autoComplete="off"
          aria-invalid={wrong !== undefined}
          aria-describedby={`${id}-below`}
          value={typed}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={() => add(typed)}
        />
      </div>
      {choices.length > 0 && (
        <datalist id={`${id}-choices`}>
          {choices.map(({ value, words }) => (
            <option key={value} value={words} />
          ))}
        </datalist>
      )}
      <p className={wrong === undefined ? 'hint' : 'wrong'} id={`${id}-below`}>
        {wrong ?? hint}
      </p>
    </div>
  );
}
