import { Dialog } from '../float/dialog.tsx';
import { KeyCaps } from './key-caps.tsx';
import { useKeyboard } from './key-provider.tsx';
import type { KeyBinding } from './key-sequence.ts';

/** All keys of the page in view, by group, with the switch that turns single keys off. */
export function KeyHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const keyboard = useKeyboard();
  return (
    <Dialog open={open} onClose={onClose} title="Keys of this page" isWide>
      <div className="key-groups">
        {open &&
          [...groupsOf(keyboard.all())].map(([group, bindings]) => (
            <section key={group} className="stack tight">
              <h3 className="sec faint">{group}</h3>
              <dl className="facts">
                {bindings.map((binding) => (
                  <KeyLine key={binding.keys.join()} binding={binding} />
                ))}
              </dl>
            </section>
          ))}
      </div>
      <label className="line">
        <input
          type="checkbox"
          className="check"
          checked={keyboard.single}
          onChange={(event) => keyboard.setSingle(event.target.checked)}
        />
        Single keys are on. Chords with Ctrl or ⌘ always work.
      </label>
    </Dialog>
  );
}

function KeyLine({ binding }: { binding: KeyBinding }) {
  return (
    <>
      <dt className="soft">{binding.does}</dt>
      <dd className="line" style={{ justifyContent: 'flex-end' }}>
        {binding.keys.map((keys) => (
          <KeyCaps key={keys} of={keys} />
        ))}
      </dd>
    </>
  );
}

function groupsOf(bindings: readonly KeyBinding[]): ReadonlyMap<string, readonly KeyBinding[]> {
  const groups = new Map<string, KeyBinding[]>();
  for (const binding of bindings) {
    if (binding.quiet === true) continue;
    const group = groups.get(binding.group);
    if (group === undefined) groups.set(binding.group, [binding]);
    else group.push(binding);
  }
  return groups;
}
