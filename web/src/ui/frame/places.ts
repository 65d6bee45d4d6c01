import {
  Bot,
  Inbox,
  LayoutDashboard,
  ListChecks,
  type LucideIcon,
  ReceiptText,
  Settings,
  ShieldCheck,
} from 'lucide-react';

export interface Place {
  readonly to: '/' | '/review' | '/tasks' | '/invoices' | '/agents' | '/audit' | '/settings';
  readonly words: string;
  /** For the bottom bar of a phone. */
  readonly short: string;
  readonly icon: LucideIcon;
  /** The second key after G. */
  readonly key: string;
  readonly group: 'Work' | 'Records' | 'Control';
  /** Hidden from those who may not see it; undefined is for everybody. */
  readonly permission?: string;
}

/** Every page that exists, in the order of the rail. */
export const PLACES: readonly Place[] = [
  { to: '/', words: 'Overview', short: 'Overview', icon: LayoutDashboard, key: 'o', group: 'Work' },
  {
    to: '/review',
    words: 'Review queue',
    short: 'Review',
    icon: Inbox,
    key: 'r',
    group: 'Work',
    permission: 'approvals.read',
  },
  {
    to: '/tasks',
    words: 'Tasks',
    short: 'Tasks',
    icon: ListChecks,
    key: 't',
    group: 'Work',
    permission: 'approvals.read',
  },
  {
    to: '/invoices',
    words: 'Invoices',
    short: 'Invoices',
    icon: ReceiptText,
    key: 'i',
    group: 'Records',
    permission: 'invoices.read',
  },
  {
    to: '/agents',
    words: 'Agents',
    short: 'Agents',
    icon: Bot,
    key: 'g',
    group: 'Control',
    permission: 'policy.read',
  },
  {
    to: '/audit',
    words: 'Audit',
    short: 'Audit',
    icon: ShieldCheck,
    key: 'a',
    group: 'Control',
    permission: 'audit.read',
  },
  { to: '/settings', words: 'Settings', short: 'Settings', icon: Settings, key: 's', group: 'Control' },
];

/** The places a person with these permissions can go to. */
export function placesFor(permissions: readonly string[]): readonly Place[] {
  return PLACES.filter(({ permission }) => permission === undefined || permissions.includes(permission));
}

/** Whether an address is in a place: its page or one below it. */
export function isIn(place: Place, pathname: string): boolean {
  return place.to === '/' ? pathname === '/' : pathname === place.to || pathname.startsWith(`${place.to}/`);
}
