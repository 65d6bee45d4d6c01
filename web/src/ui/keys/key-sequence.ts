/** One thing a key does on the present page. */
export interface KeyBinding {
  /** `j`, `Shift+X`, `Escape`, `ArrowDown`, `g o` (one after the other), `Mod+k` (⌘ or Ctrl). */
  readonly keys: readonly string[];
  readonly does: string;
  readonly run: () => void;
  /** Groups the help; pages have their own, the frame is `Everywhere`. */
  readonly group: string;
  /** Whether holding the key repeats it. Only movement repeats: a held key must not approve ten invoices. */
  readonly repeats?: boolean;
  /** Left out of help, such as a second spelling. */
  readonly quiet?: boolean;
}

/** The parts of a keyboard event that matter here. */
export interface Stroke {
  readonly key: string;
  readonly shift: boolean;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  readonly repeat: boolean;
}

/** How long the first key of a pair waits for its second. */
export const PAIR_WITHIN_MS = 1200;

/** The name a binding uses for a stroke. Letters lose their case: shift is named. */
export function strokeName({ key, shift, ctrl, meta, alt }: Stroke): string {
  const letter = key.length === 1 && /[a-z]/i.test(key);
  const named = letter ? key.toLowerCase() : key;
  const mod = ctrl || meta ? 'Mod+' : '';
  const option = alt ? 'Alt+' : '';
  return `${mod}${option}${shift && (letter || key.length > 1) ? 'Shift+' : ''}${named}`;
}

export interface Matched {
  readonly binding: KeyBinding | undefined;
  /** The first key of a pair that may follow; undefined when none may. */
  readonly waiting: string | undefined;
}

/** What a stroke means after `waiting`. Later bindings win, so that a dialog can take a key from its page. */
export function matchStroke(
  bindings: readonly KeyBinding[],
  stroke: Stroke,
  waiting: string | undefined,
): Matched {
  const name = strokeName(stroke);
  if (waiting !== undefined) {
    const pair = findLast(bindings, `${waiting} ${name}`, stroke.repeat);
    if (pair !== undefined) return { binding: pair, waiting: undefined };
  }
  const single = findLast(bindings, name, stroke.repeat);
  if (single !== undefined) return { binding: single, waiting: undefined };
  const opens = bindings.some(({ keys }) => keys.some((key) => key.startsWith(`${name} `)));
  return { binding: undefined, waiting: opens && !stroke.repeat ? name : undefined };
}

function findLast(bindings: readonly KeyBinding[], name: string, isRepeat: boolean): KeyBinding | undefined {
  return bindings.findLast(({ keys, repeats }) => keys.includes(name) && (!isRepeat || repeats === true));
}

/** `Shift+x` as the caps to draw: `⇧`, `X`. */
export function keyCaps(keys: string, isMac: boolean): readonly string[] {
  return keys.split(/[ +]/).map((part) => {
    switch (part) {
      case 'Mod':
        return isMac ? '⌘' : 'Ctrl';
      case 'Shift':
        return '⇧';
      case 'Enter':
        return '↵';
      case 'Escape':
        return 'Esc';
      case 'ArrowDown':
        return '↓';
      case 'ArrowUp':
        return '↑';
      default:
        return part.length === 1 ? part.toUpperCase() : part;
    }
  });
}
