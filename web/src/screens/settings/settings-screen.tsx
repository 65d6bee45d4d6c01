import { getRouteApi, Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { Blank } from '../../ui/blank.tsx';
import { usePageName } from '../../ui/frame/crumb.tsx';
import { AutonomySection } from './autonomy-section.tsx';
import { ConnectionSection } from './connection-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { TokensSection } from './tokens-section.tsx';
import { YouSection } from './you-section.tsx';
import './settings.css';

const route = getRouteApi('/settings/$section');

interface Section {
  readonly id: string;
  readonly words: string;
  readonly permission?: string;
  readonly show: () => ReactNode;
}

const SECTIONS: readonly Section[] = [
  { id: 'autonomy', words: 'Autonomy', show: () => <AutonomySection /> },
  {
    id: 'connection',
    words: 'Connection and sync',
    permission: 'connection.read',
    show: () => <ConnectionSection />,
  },
  { id: 'people', words: 'People', permission: 'people.read', show: () => <PeopleSection /> },
  { id: 'tokens', words: 'API tokens', permission: 'tokens.own', show: () => <TokensSection /> },
  { id: 'you', words: 'Your account', show: () => <YouSection /> },
];

/** How far Purser may go, what it is connected to, who may do what. Route `/settings/…`. */
export function SettingsScreen() {
  const id = route.useParams().section;
  const permissions = useSession().data?.person?.permissions ?? [];
  const sections = SECTIONS.filter(
    ({ permission }) => permission === undefined || permissions.includes(permission),
  );
  const section = sections.find((candidate) => candidate.id === id);
  usePageName(section?.words ?? 'Settings', section?.words);
  return (
    <main className="page form">
      <div className="head">
        <div>
          <h1>Settings</h1>
        </div>
      </div>
      <nav className="tabs" aria-label="Settings">
        {sections.map((tab) => (
          <Link
            key={tab.id}
            to="/settings/$section"
            params={{ section: tab.id }}
            replace
            aria-current={tab.id === id ? 'page' : undefined}
          >
            {tab.words}
          </Link>
        ))}
      </nav>
      {section === undefined ? (
        <Blank icon={Compass} title="There are no such settings">
          They may need a permission that you do not have. An administrator can grant it under Settings,
          People.
        </Blank>
      ) : (
        section.show()
      )}
    </main>
  );
}
