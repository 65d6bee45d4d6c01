import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { type KeyBinding, matchStroke, PAIR_WITHIN_MS } from './key-sequence.ts';

interface Keys {
  register(bindings: () => readonly KeyBinding[]): () => void;
  /** What the keys do now, page and frame together. */
  all(): readonly KeyBinding[];
  readonly single: boolean;
  setSingle(on: boolean): void;
}

const KeysContext = createContext<Keys | undefined>(undefined);
const OFF_KEY = 'purser.single-keys-off';

/** Listens to the keyboard once for the whole application. */
export function KeyProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new Set<() => readonly KeyBinding[]>());
  const [single, setSingleState] = useState(() => localStorage.getItem(OFF_KEY) === null);
  const waiting = useRef<{ key: string; at: number } | undefined>(undefined);

  const keys = useMemo<Keys>(
    () => ({
      register(bindings) {
        registry.add(bindings);
        return () => registry.delete(bindings);
      },
      all: () => [...registry].flatMap((bindings) => bindings()),
      single,
      setSingle(on) {
        setSingleState(on);
        if (on) localStorage.removeItem(OFF_KEY);
        else localStorage.setItem(OFF_KEY, 'yes');
      },
    }),
    [registry, single],
  );

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const isCommand = event.metaKey || event.ctrlKey;
      if (
        event.defaultPrevented ||
        event.isComposing ||
        (!isCommand && (!single || isElsewhere(event.target)))
      )
        return;
      const first = waiting.current;
      const pending =
        first !== undefined && event.timeStamp - first.at < PAIR_WITHIN_MS ? first.key : undefined;
      const stroke = {
        key: event.key,
        shift: event.shiftKey,
        ctrl: event.ctrlKey,
        meta: event.metaKey,
        alt: event.altKey,
        repeat: event.repeat,
      };
      const found = matchStroke(keys.all(), stroke, pending);
      waiting.current = found.waiting === undefined ? undefined : { key: found.waiting, at: event.timeStamp };
      if (found.binding === undefined || isOwnKeyOf(event)) return;
      event.preventDefault();
      found.binding.run();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [keys, single]);

  return <KeysContext value={keys}>{children}</KeysContext>;
}

/** Single keys are off while a person types, and while a dialog or menu has the focus. */
function isElsewhere(target: EventTarget | null): boolean {
  // A dialog may have lost the focus to a button that is gone; the page below must still not act.
  if (document.querySelector('.dialog') !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null)
    return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Enter on a focused link or button presses it; it opens nothing else. */
function isOwnKeyOf(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' || !(event.target instanceof HTMLElement)) return false;
  return event.target.closest('a, button, summary') !== null;
}

export function useKeyboard(): Keys {
  const keys = useContext(KeysContext);
  if (keys === undefined) throw new Error('useKeyboard needs a KeyProvider above it.');
  return keys;
}

/** Keys of a page or part, while it is on the screen. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const { register } = useKeyboard();
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => register(() => latest.current), [register]);
}
