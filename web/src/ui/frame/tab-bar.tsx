import { Menu } from '@base-ui/react/menu';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { Menu as MenuSign } from 'lucide-react';
import { useOverview } from '../../api/overview.ts';
import { useSession } from '../../api/session.ts';
import { formatCount } from '../format/numbers.ts';
import { isIn, placesFor } from './places.ts';
import { countFor } from './rail.tsx';

const IN_BAR = 4;

/** The way round at the foot of a phone. */
export function TabBar() {
  const places = placesFor(useSession().data?.person?.permissions ?? []);
  const overview = useOverview().data;
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const rest = places.slice(IN_BAR);
  return (
    <nav className="tab-bar" aria-label="Main">
      {places.slice(0, IN_BAR).map((place) => {
        const Icon = place.icon;
        const count = countFor(place, overview);
        return (
          <Link key={place.to} to={place.to} aria-current={isIn(place, pathname) ? 'page' : undefined}>
            <Icon aria-hidden="true" />
            {place.short}
            {count > 0 && <span className="count">{formatCount(count)}</span>}
          </Link>
        );
      })}
      <Menu.Root>
        <Menu.Trigger aria-current={rest.some((place) => isIn(place, pathname)) ? 'page' : undefined}>
          <MenuSign aria-hidden="true" />
          More
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={8} align="end">
            <Menu.Popup className="popup">
              {rest.map((place) => {
                const Icon = place.icon;
                return (
                  <Menu.Item key={place.to} className="item" onClick={() => void navigate({ to: place.to })}>
                    <Icon aria-hidden="true" />
                    {place.words}
                  </Menu.Item>
                );
              })}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </nav>
  );
}
