/**
 * Which room may look into which. A room may always import itself and `kernel`; an entry may name a folder or a
 * file in a room. The rooms stand in the order in which data passes through them.
 */
export const WALLS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  domain: [],
  coupa: ['domain/records'],
  sandbox: [],
  store: [],
  operation: ['store'],
  audit: ['store', 'operation'],
  // What people taught a match about a supplier belongs to the evidence, in the match's own words.
  'engine/shapes': ['domain/records', 'domain/matching/memory.ts'],
  // The write door reads Coupa afresh before it sends, so the engine converts records as the mirror does.
  engine: [
    'domain/records',
    'operation',
    'store',
    'audit',
    'coupa/client',
    'coupa/convert',
    'coupa/schema',
    'connections',
  ],
  connections: [
    'domain/records',
    'operation',
    'store',
    'audit',
    'coupa/client/read',
    'coupa/client/rate-limit.ts',
    'coupa/client/connect.ts',
    'coupa/client/coupa-error.ts',
    'coupa/client/instance-url.ts',
    'coupa/client/oauth-token.ts',
    // Which scope each list needs and what it unlocks.
    'coupa/resources',
  ],
  people: ['operation', 'store', 'audit'],
  mirror: [
    'domain',
    'operation',
    'store',
    'audit',
    'coupa/schema',
    'coupa/convert',
    'coupa/resources',
    'coupa/client/read',
    'coupa/client/coupa-error.ts',
    'engine/shapes',
    'connections',
  ],
  agents: ['domain', 'engine/shapes'],
  governance: ['domain', 'operation', 'store', 'audit', 'engine', 'mirror', 'connections'],
  doors: [
    'operation',
    'store/database.ts',
    'domain/records',
    'domain/matching',
    'coupa/schema',
    'coupa/convert',
  ],
};

/** Files whose code must give the same answer every time. */
export const PURE: readonly RegExp[] = [
  /^kernel\/(money|decimal|plain-date|canonical-json|exact-json)\.ts$/,
  /^domain\//,
  /^engine\/gate\.ts$/,
  /^agents\/[^/]+\/(analyse|propose|settings)\.ts$/,
];

/** What a pure file may not mention. */
export const IMPURE: readonly RegExp[] = [
  /\bDate\.now\(/,
  /\bnew Date\(\)/,
  /\bMath\.random\(/,
  /\bfetch\(/,
  /\bprocess\.env\b/,
  /from 'node:(?!crypto)/,
  /\bawait\b/,
  /\bparseFloat\(/,
  /\bconsole\./,
];

/** Words that say nothing about what is inside. */
export const EMPTY_NAMES = /(^|\/)(utils?|helpers?|common|misc|shared|manager|types|base)(\.tsx?|\/)/;

export const FILE_LINES_MAX = 400;
