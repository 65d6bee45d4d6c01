import { Link, useLocation } from '@tanstack/react-router';
import { CircleHelp, OctagonPause, Search } from 'lucide-react';
import type { SignedIn } from '../../api/contract.ts';
import { useOverview } from '../../api/overview.ts';
import { TrailButton } from '../decision/trail-button.tsx';
import { KeyCaps } from '../keys/key-caps.tsx';
import { useCrumb } from './crumb.tsx';
import { PersonMenu } from './person-menu.tsx';
import { isIn, PLACES } from './places.ts';

interface Props {
  readonly person: SignedIn;
  readonly onPalette: () => void;
  readonly onHelp: () => void;
  readonly onStop: () => void;
}

/** Where one is, the palette, what is on its way, the stop switch, help, oneself. */
export function TopBar({ person, onPalette, onHelp, onStop }: Props) {
  const writing = useOverview().data?.writing;
  return (
    <header className="top">
      <Crumbs />
      <span className="push" />
      <TrailButton />
      <button type="button" className="palette-btn" onClick={onPalette} aria-label="Search or run a command">
        <Search aria-hidden="true" />
        <span>Search or run a command</span>
        <KeyCaps of="Mod+k" />
      </button>
      <button
        type="button"
        className="icon-btn phone"
        onClick={onPalette}
        aria-label="Search or run a command"
      >
        <Search aria-hidden="true" />
      </button>
      {person.permissions.includes('writing.stop') && writing?.stopped === false && (
        <button
          type="button"
          className="icon-btn"
          onClick={onStop}
          aria-label="Stop all writing to Coupa"
          title="Stop all writing to Coupa"
        >
          <OctagonPause aria-hidden="true" />
        </button>
      )}
      <button
        type="button"
        className="icon-btn desk"
        onClick={onHelp}
        aria-label="Keys of this page"
        title="Keys of this page (?)"
      >
        <CircleHelp aria-hidden="true" />
      </button>
      <PersonMenu person={person} />
    </header>
  );
}

function Crumbs() {
  const { pathname } = useLocation();
  const below = useCrumb();
  const place = PLACES.find((candidate) => isIn(candidate, pathname));
  if (place === undefined) return <div className="crumbs" />;
  return (
    <nav className="crumbs" aria-label="Where you are">
      {below === undefined ? (
        <span className="above">{place.group}</span>
      ) : (
        <Link className="above" to={place.to}>
          {place.words}
        </Link>
      )}
      <span className="above" aria-hidden="true">
        /
      </span>
      <b className="cut" aria-current="page">
        {below ?? place.words}
      </b>
    </nav>
  );
}
