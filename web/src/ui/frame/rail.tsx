import { Link, useLocation } from '@tanstack/react-router';
import type { Overview } from '../../api/contract.ts';
import { useOverview } from '../../api/overview.ts';
import { useSession } from '../../api/session.ts';
import { formatDuration } from '../format/dates.ts';
import { formatCount } from '../format/numbers.ts';
import { Mark } from '../mark.tsx';
import { isIn, type Place, placesFor } from './places.ts';

/** The way round, at the left on a desktop. Only what needs a person has a count. */
export function Rail() {
  const session = useSession().data;
  const overview = useOverview().data;
  const places = placesFor(session?.person?.permissions ?? []);
  const connection = session?.connections.find(({ id }) => id === session.connectionId);
  return (
    <nav className="rail" aria-label="Main">
      <div className="brand">
        <Mark />
        <span className="word">Purser</span>
        {connection !== undefined && (
          <span className="org cut" title={connection.coupaUrl}>
            {connection.name}
          </span>
        )}
      </div>
      {(['Work', 'Records', 'Control'] as const).map((group) => {
        const inGroup = places.filter((place) => place.group === group);
        return inGroup.length === 0 ? null : (
          <div className="nav" key={group}>
            <div className="label">{group}</div>
            {inGroup.map((place) => (
              <RailLink key={place.to} place={place} count={countFor(place, overview)} />
            ))}
          </div>
        );
      })}
      <div className="foot">{overview !== undefined && <DataAge coupa={overview.coupa} />}</div>
    </nav>
  );
}

function RailLink({ place, count }: { place: Place; count: number }) {
  const here = isIn(place, useLocation().pathname);
  const Icon = place.icon;
  return (
    <Link to={place.to} title={place.words} aria-current={here ? 'page' : undefined}>
      <Icon aria-hidden="true" />
      <span className="word">{place.words}</span>
      {count > 0 && (
        <span className="count">
          {formatCount(count)}
          <span className="unseen"> open</span>
        </span>
      )}
    </Link>
  );
}

export function countFor(place: Place, overview: Overview | undefined): number {
  if (place.to === '/review') return overview?.counts.waiting ?? 0;
  return place.to === '/tasks' ? (overview?.counts.tasks ?? 0) : 0;
}

/** Amber after five minutes, red after thirty, or when Coupa cannot be read. */
const OLD_AFTER_S = 300;
const TOO_OLD_AFTER_S = 1800;

function DataAge({ coupa }: { coupa: Overview['coupa'] }) {
  const age = coupa.ageSeconds;
  const tone =
    coupa.state === 'failing' || (age !== null && age > TOO_OLD_AFTER_S)
      ? 'exception'
      : age === null || age > OLD_AFTER_S || coupa.state === 'first_load'
        ? 'waiting'
        : 'matched';
  return (
    <Link
      className="sync"
      to="/settings/$section"
      params={{ section: 'connection' }}
      title={coupa.error ?? 'The connection to Coupa'}
    >
      <span className={`dot ${tone}`} />
      <span className="word">{ageWords(coupa)}</span>
    </Link>
  );
}

function ageWords({ state, ageSeconds }: Overview['coupa']): string {
  if (state === 'first_load') return 'First load is running';
  if (ageSeconds === null) return state === 'failing' ? 'Coupa cannot be read' : 'Coupa not read yet';
  const age = `Coupa data ${formatDuration(ageSeconds)} old`;
  return state === 'failing' ? `${age}, failing` : age;
}
