import { useNavigate } from '@tanstack/react-router';
import { Lock, PlugZap } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { SignedIn } from '../../api/contract.ts';
import { useLiveUpdates } from '../../api/live.ts';
import { useOverview } from '../../api/overview.ts';
import { Moment } from '../figures.tsx';
import { KeyHelp } from '../keys/key-help.tsx';
import { useKeys } from '../keys/key-provider.tsx';
import { CommandPalette } from '../palette/command-palette.tsx';
import { placesFor } from './places.ts';
import { Rail } from './rail.tsx';
import { TabBar } from './tab-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { WritingDialog } from './writing-dialog.tsx';

const NARROW_KEY = 'purser.rail-narrow';

/** Everything round a page. */
export function AppFrame({ person, children }: { person: SignedIn; children: ReactNode }) {
  const [opened, setOpened] = useState<'palette' | 'help' | 'stop' | 'resume' | undefined>(undefined);
  const [isNarrow, setIsNarrow] = useState(() => localStorage.getItem(NARROW_KEY) !== null);
  const close = () => setOpened(undefined);
  useLiveUpdates();
  useFrameKeys(person, {
    palette: () => setOpened('palette'),
    help: () => setOpened('help'),
    rail: () => {
      if (isNarrow) localStorage.removeItem(NARROW_KEY);
      else localStorage.setItem(NARROW_KEY, 'yes');
      setIsNarrow(!isNarrow);
    },
  });
  return (
    <div className={isNarrow ? 'app narrow' : 'app'}>
      <a className="btn skip" href="#page">
        Go to the page
      </a>
      <Rail />
      <div className="main">
        <TopBar
          person={person}
          onPalette={() => setOpened('palette')}
          onHelp={() => setOpened('help')}
          onStop={() => setOpened('stop')}
        />
        <Banners
          mayResume={person.permissions.includes('writing.resume')}
          onResume={() => setOpened('resume')}
        />
        <div id="page" tabIndex={-1}>
          {children}
        </div>
      </div>
      <TabBar />
      <CommandPalette open={opened === 'palette'} onClose={close} person={person} onWriting={setOpened} />
      <KeyHelp open={opened === 'help'} onClose={close} />
      <WritingDialog asks={opened === 'stop' || opened === 'resume' ? opened : undefined} onClose={close} />
    </div>
  );
}

function useFrameKeys(person: SignedIn, acts: { palette: () => void; help: () => void; rail: () => void }) {
  const navigate = useNavigate();
  useKeys([
    { keys: ['Mod+k'], does: 'Search or run a command', group: 'Everywhere', run: acts.palette },
    ...placesFor(person.permissions).map((place) => ({
      keys: [`g ${place.key}`],
      does: place.words,
      group: 'Everywhere',
      run: () => void navigate({ to: place.to }),
    })),
    { keys: ['['], does: 'Narrow or widen the rail', group: 'Everywhere', run: acts.rail },
    { keys: ['?'], does: 'All keys of this page', group: 'Everywhere', run: acts.help },
  ]);
}

/** What everybody must know at once, on every page. */
function Banners({ mayResume, onResume }: { mayResume: boolean; onResume: () => void }) {
  const overview = useOverview().data;
  if (overview === undefined) return null;
  const { writing, coupa } = overview;
  return (
    <>
      {writing.stopped && (
        <div className="banner" role="status">
          <Lock aria-hidden="true" />
          <span className="words">
            <span className="strong">Writing to Coupa is stopped</span>
            {writing.by !== null && ` by ${writing.by}`}
            {writing.since !== null && (
              <>
                {' '}
                since <Moment at={writing.since} />
              </>
            )}
            . Decisions are kept and sent when it resumes.
          </span>
          {mayResume && (
            <button type="button" className="btn small" onClick={onResume}>
              Resume
            </button>
          )}
        </div>
      )}
      {coupa.state === 'failing' && (
        <div className="banner exception" role="status">
          <PlugZap aria-hidden="true" />
          <span className="words break">
            <span className="strong">Coupa cannot be read.</span>{' '}
            {coupa.error ?? 'It is tried again and again.'}
          </span>
        </div>
      )}
    </>
  );
}
