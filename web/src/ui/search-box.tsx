import { Search } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useSettled } from './use-settled.ts';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  /** What is searched now; cleared from outside when empty. */
  readonly value: string;
  readonly onSearch: (text: string) => void;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
  /** The key that leads here, shown at the end. */
  readonly keyCap?: string;
}

const TYPING_RESTS_MS = 250;

/** A search over a list: asks once typing rests, Esc clears and then leaves. */
export function SearchBox({ label, placeholder, value, onSearch, inputRef, keyCap }: Props) {
  const [typed, setTyped] = useState(value);
  const settled = useSettled(typed.trim(), TYPING_RESTS_MS);
  const asked = useRef(value);
  useEffect(() => {
    // Only what was typed starts a search: a change of the address must not be undone by older text.
    if (settled === asked.current) return;
    asked.current = settled;
    onSearch(settled);
  }, [settled, onSearch]);
  useEffect(() => {
    if (value === asked.current) return;
    asked.current = value;
    setTyped(value);
  }, [value]);
  return (
    <label className="search-box">
      <Search aria-hidden="true" />
      <span className="unseen">{label}</span>
      <input
        ref={inputRef}
        type="search"
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if (typed === '') event.currentTarget.blur();
          else setTyped('');
        }}
      />
      {keyCap !== undefined && <kbd className="desk">{keyCap}</kbd>}
    </label>
  );
}
