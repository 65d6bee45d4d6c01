import { keyCaps } from './key-sequence.ts';

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** The caps of one key or chord. Read aloud by the control's own name, so hidden here. */
export function KeyCaps({ of }: { of: string }) {
  return (
    <span aria-hidden="true" className="line close desk">
      {keyCaps(of, IS_MAC).map((cap) => (
        <kbd key={cap}>{cap}</kbd>
      ))}
    </span>
  );
}
