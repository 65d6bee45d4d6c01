import { Menu } from '@base-ui/react/menu';
import { useNavigate } from '@tanstack/react-router';
import { Check, KeyRound, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import type { SignedIn } from '../../api/contract.ts';
import { chooseConnection } from '../../api/request.ts';
import { useSession, useSignOut } from '../../api/session.ts';
import { Avatar } from '../figures.tsx';
import { roleWords } from '../format/words.ts';
import { applyTheme, type Theme, useTheme } from '../theme.ts';

const THEMES = [
  { id: 'system', words: 'As the system', icon: Monitor },
  { id: 'light', words: 'Light', icon: Sun },
  { id: 'dark', words: 'Dark', icon: Moon },
] as const;

/** Who is signed in; theme, connection, own settings, sign-out. */
export function PersonMenu({ person }: { person: SignedIn }) {
  const theme = useTheme();
  const signOut = useSignOut();
  const navigate = useNavigate();
  return (
    <Menu.Root>
      <Menu.Trigger className="icon-btn" aria-label={`${person.name}: your menu`}>
        <Avatar name={person.name} isNamed />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end">
          <Menu.Popup className="popup">
            <div className="two" style={{ padding: '6px 8px 8px' }}>
              <span className="medium">{person.name}</span>
              <span className="break">
                {[person.email, person.roles.map(roleWords).join(', ')].join(' · ')}
              </span>
            </div>
            <div className="rule" />
            <Menu.RadioGroup value={theme} onValueChange={(next: Theme) => applyTheme(next)}>
              {THEMES.map(({ id, words, icon: Icon }) => (
                <Menu.RadioItem key={id} className="item" value={id} closeOnClick={false}>
                  <Icon aria-hidden="true" />
                  {words}
                  <span className="tail">
                    <Menu.RadioItemIndicator>
                      <Check aria-hidden="true" />
                    </Menu.RadioItemIndicator>
                  </span>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <ConnectionChoice />
            <div className="rule" />
            <Menu.Item
              className="item"
              onClick={() => void navigate({ to: '/settings/$section', params: { section: 'you' } })}
            >
              <UserRound aria-hidden="true" />
              Your account
            </Menu.Item>
            <Menu.Item
              className="item"
              onClick={() => void navigate({ to: '/settings/$section', params: { section: 'tokens' } })}
            >
              <KeyRound aria-hidden="true" />
              API tokens
            </Menu.Item>
            <Menu.Item className="item" onClick={() => signOut.mutate(false)}>
              <LogOut aria-hidden="true" />
              Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** Shown only where there is more than one connection to choose from. */
function ConnectionChoice() {
  const session = useSession().data;
  if (session === undefined || session.connections.length < 2) return null;
  return (
    <>
      <div className="rule" />
      <Menu.RadioGroup
        value={session.connectionId}
        onValueChange={(id: string) => {
          chooseConnection(id);
          // Everything on the page belongs to the old connection.
          window.location.assign('/');
        }}
      >
        {session.connections.map(({ id, name }) => (
          <Menu.RadioItem key={id} className="item" value={id}>
            <span className="tick">
              <Menu.RadioItemIndicator>
                <Check aria-hidden="true" />
              </Menu.RadioItemIndicator>
            </span>
            {name}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
