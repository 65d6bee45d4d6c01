import { COUPA_RESOURCES } from '#coupa/resources/all-resources.ts';
import type { CoupaResource } from '#coupa/resources/declare.ts';

/** One OAuth scope, for people and for what a new connection asks for. */
export interface NeededScope {
  readonly scope: string;
  /** What it makes possible, and what Purser cannot do without it, as sentences. */
  readonly unlocks: string;
  readonly without: string;
  /** Set for what decisions need. A connection asks for the others too, and does without those that it is not given. */
  readonly isEssential: boolean;
}

/** The scopes that reading needs, each with the lists it opens, those that decisions need first. */
export const READ_SCOPES: readonly NeededScope[] = [
  ...new Set(COUPA_RESOURCES.map(({ scope }) => scope)),
].map((scope) => {
  const opened = COUPA_RESOURCES.filter((resource) => resource.scope === scope);
  return {
    scope,
    unlocks: opensWords(opened),
    without: sentences(opened.map(({ without }) => without)),
    isEssential: opened.some(({ isEssential }) => isEssential),
  };
});

/** The scopes writing needs, each with the commands it unlocks. */
export const WRITE_SCOPES: readonly NeededScope[] = [
  {
    scope: 'core.invoice.write',
    unlocks: 'Submits, disputes and revalidates invoices, sets custom fields on them.',
    without: 'Purser leaves every invoice to people: it cannot submit, dispute or annotate one.',
    isEssential: true,
  },
  {
    scope: 'core.approval.write',
    unlocks: 'Approves, rejects and holds as the approver Coupa waits for.',
    without: 'Purser cannot take a step of approval.',
    isEssential: true,
  },
  {
    scope: 'core.comment.write',
    unlocks: 'Adds comments to invoices.',
    without: 'Purser cannot write on an invoice why it did something.',
    isEssential: true,
  },
];

const NEEDED = [...READ_SCOPES, ...WRITE_SCOPES];

/** What a connection must be given, or it gets no token at all. */
export const ESSENTIAL_SCOPES: readonly string[] = scopesThat((isEssential) => isEssential);

/** What it is asked for beside, and works without. */
export const OPTIONAL_SCOPES: readonly string[] = scopesThat((isEssential) => !isEssential);

/**
 * What to ask for with a client that was tried out: of what is needed what it has, so that it gets a token at all, and
 * everything else where it has it, also when that comes later.
 */
export function scopesToAsk(granted: readonly string[]) {
  return {
    scopes: ESSENTIAL_SCOPES.filter((scope) => granted.includes(scope)),
    optionalScopes: OPTIONAL_SCOPES,
  };
}

function scopesThat(isWanted: (isEssential: boolean) => boolean): readonly string[] {
  return NEEDED.filter(({ isEssential }) => isWanted(isEssential)).map(({ scope }) => scope);
}

/** Of one list its own sentence; of several, their names. */
function opensWords(opened: readonly CoupaResource[]): string {
  const [only] = opened;
  if (only !== undefined && opened.length === 1) return only.unlocks;
  const titles = opened.map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1));
  return `Reads ${titles.slice(0, -1).join(', ')} and ${titles.at(-1)}.`;
}

function sentences(all: readonly string[]): string {
  return [...new Set(all)].join(' ');
}
