import { Dialog } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  CornerDownLeft,
  LogOut,
  type LucideIcon,
  Moon,
  OctagonPause,
  Play,
  ReceiptText,
  Search,
  Sun,
} from 'lucide-react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useAgents } from '../../api/agents.ts';
import type { SignedIn } from '../../api/contract.ts';
import { findInvoicesQuery } from '../../api/invoices.ts';
import { useOverview } from '../../api/overview.ts';
import { useSignOut } from '../../api/session.ts';
import { tabsOf } from '../agent/agent-tabs.ts';
import { MoneyText } from '../figures.tsx';
import { placesFor } from '../frame/places.ts';
import { KeyCaps } from '../keys/key-caps.tsx';
import { useKeyboard } from '../keys/key-provider.tsx';
import { applyTheme } from '../theme.ts';
import { useSettled } from '../use-settled.ts';
import { rank } from './rank.ts';

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly person: SignedIn;
  readonly onWriting: (asks: 'stop' | 'resume') => void;
}

interface Entry {
  readonly id: string;
  readonly words: string;
  readonly icon: LucideIcon;
  readonly keys?: string;
  readonly tail?: React.ReactNode;
  readonly group: 'Invoices' | 'This page' | 'Go to' | 'Commands';
  readonly run: () => void;
}

/** Goes to any invoice by number, and runs any operation the person may run. */
export function CommandPalette({ open, ...rest }: Props) {
  return (
    <Dialog.Root open={open} onOpenChange={(isOpen) => !isOpen && rest.onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog palette" aria-label="Search or run a command">
          {open && <Palette {...rest} />}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Palette(props: Omit<Props, 'open'>) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const { entries, isSearching } = useEntries(typed.trim(), props);
  const current = Math.min(at, entries.length - 1);

  useEffect(() => {
    list.current?.querySelector(`[data-at="${current}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  function choose(entry: Entry | undefined) {
    if (entry === undefined) return;
    props.onClose();
    entry.run();
  }

  return (
    <>
      <div className="entry">
        <Search aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-label="Search or run a command"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={entries.length === 0 ? undefined : `${listId}-${current}`}
          autoComplete="off"
          spellCheck={false}
          placeholder="Invoice number, supplier or command"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (step !== 0 && entries.length > 0) {
              event.preventDefault();
              setAt((current + step + entries.length) % entries.length);
            }
            if (event.key === 'Enter') choose(entries[current]);
          }}
        />
        <kbd>Esc</kbd>
      </div>
      <div className="results" id={listId} role="listbox" aria-label="Results" ref={list}>
        {entries.map((entry, index) => (
          <PaletteEntry
            key={entry.id}
            entry={entry}
            id={`${listId}-${index}`}
            index={index}
            opensGroup={entries[index - 1]?.group !== entry.group}
            isCurrent={index === current}
            onPoint={() => setAt(index)}
            onChoose={() => choose(entry)}
          />
        ))}
      </div>
      <p className="faint meta" role="status" style={{ padding: entries.length === 0 ? '18px 16px' : 0 }}>
        {entries.length === 0 && (isSearching ? 'Searching…' : `Nothing is called “${typed.trim()}”.`)}
      </p>
    </>
  );
}

interface EntryProps {
  readonly entry: Entry;
  readonly id: string;
  readonly index: number;
  readonly opensGroup: boolean;
  readonly isCurrent: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

function PaletteEntry({ entry, id, index, opensGroup, isCurrent, onPoint, onChoose }: EntryProps) {
  const Icon = entry.icon;
  return (
    <>
      {opensGroup && (
        <div className="label" role="presentation">
          {entry.group}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the input has the focus and the keys. */}
      <div
        id={id}
        role="option"
        aria-selected={isCurrent}
        data-at={index}
        onPointerMove={onPoint}
        onClick={onChoose}
      >
        <Icon aria-hidden="true" />
        <span className="cut">{entry.words}</span>
        <span className="tail">
          {entry.tail}
          {entry.keys !== undefined && <KeyCaps of={entry.keys} />}
          {isCurrent && <CornerDownLeft aria-hidden="true" style={{ width: 14, height: 14 }} />}
        </span>
      </div>
    </>
  );
}

function useEntries(
  typed: string,
  props: Omit<Props, 'open'>,
): { entries: readonly Entry[]; isSearching: boolean } {
  const navigate = useNavigate();
  const search = useSettled(typed, 150);
  const found = useQuery(findInvoicesQuery(search));
  const commands = useCommands(props);
  const invoices = useMemo<readonly Entry[]>(
    () =>
      (typed.length < 2 ? [] : (found.data?.rows ?? [])).map((row) => ({
        id: `invoice-${row.id}`,
        words: `${row.invoiceNumber} ${row.supplierName ?? ''}`,
        icon: ReceiptText,
        group: 'Invoices',
        tail: <MoneyText money={row.amount} />,
        run: () => void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: row.id } }),
      })),
    [found.data, typed, navigate],
  );
  return { entries: [...invoices, ...rank(commands, typed)], isSearching: found.isFetching };
}

function useCommands({ person, onWriting }: Omit<Props, 'open'>): readonly Entry[] {
  const navigate = useNavigate();
  const keyboard = useKeyboard();
  const writing = useOverview().data?.writing;
  const signOut = useSignOut();
  const ofPage = keyboard
    .all()
    .filter(({ group, quiet }) => group !== 'Everywhere' && quiet !== true)
    .map<Entry>(({ keys, does, run }) => ({
      id: `key-${keys.join()}`,
      words: does,
      icon: CornerDownLeft,
      group: 'This page',
      run,
      ...(keys[0] === undefined ? {} : { keys: keys[0] }),
    }));
  const places = placesFor(person.permissions).map<Entry>((place) => ({
    id: `go-${place.to}`,
    words: place.words,
    icon: place.icon,
    keys: `g ${place.key}`,
    group: 'Go to',
    run: () => void navigate({ to: place.to }),
  }));
  const ofAgents = useAgentPages(person);
  const command = (id: string, words: string, icon: LucideIcon, run: () => void): Entry => ({
    id,
    words,
    icon,
    group: 'Commands',
    run,
  });
  const switches = [
    writing?.stopped === false && person.permissions.includes('writing.stop')
      ? command('stop', 'Stop all writing to Coupa', OctagonPause, () => onWriting('stop'))
      : undefined,
    writing?.stopped === true && person.permissions.includes('writing.resume')
      ? command('resume', 'Resume writing to Coupa', Play, () => onWriting('resume'))
      : undefined,
    command('light', 'Light theme', Sun, () => applyTheme('light')),
    command('dark', 'Dark theme', Moon, () => applyTheme('dark')),
    command('out', 'Sign out', LogOut, () => signOut.mutate(false)),
  ].filter((entry) => entry !== undefined);
  return [...places, ...ofAgents, ...ofPage, ...switches];
}

/** The pages of each agent, which lie one step below the places. */
function useAgentPages(person: SignedIn): readonly Entry[] {
  const navigate = useNavigate();
  const agents = useAgents(person.permissions.includes('policy.read')).data?.rows ?? [];
  return agents.flatMap((agent) =>
    tabsOf(agent, person.permissions).map(
      ({ id, words, to, icon }): Entry => ({
        id: `agent-${agent.id}-${id}`,
        words: `${agent.title}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`,
        icon,
        group: 'Go to',
        run: () => void navigate({ to, params: { agentId: agent.id } }),
      }),
    ),
  );
}
