/** A person of Halden Group. `duty` decides whom documents are sent to. */
export interface Person {
  readonly first: string;
  readonly last: string;
  readonly department: string;
  readonly entity: 'DE' | 'GB' | 'US';
  readonly duty: string;
  readonly role: string;
  /** Login of the manager. */
  readonly manager?: string;
  readonly limit?: string;
}

const PEOPLE: readonly (readonly [
  string,
  string,
  string,
  Person['entity'],
  string,
  string,
  (string | undefined)?,
  string?,
])[] = [
  ['Henrike', 'Halden', 'Management', 'DE', 'chief-financial-officer', 'Approver', undefined, '5000000.00'],
  ['Jörg', 'Mühlberger', 'Finance', 'DE', 'finance-director', 'Approver', 'henrike.halden', '100000.00'],
  [
    'Anna',
    'Lindqvist',
    'Accounts Payable',
    'DE',
    'ap-manager',
    'Accounts Payable Manager',
    'jorg.muhlberger',
    '25000.00',
  ],
  ['Purser', 'Integration', 'Accounts Payable', 'DE', 'reviewer', 'API User', 'anna.lindqvist', '25000.00'],
  ['Thomas', 'Behrens', 'Accounts Payable', 'DE', 'ap-clerk', 'Accounts Payable', 'anna.lindqvist'],
  ['Priya', 'Raman', 'Accounts Payable', 'GB', 'ap-clerk', 'Accounts Payable', 'anna.lindqvist'],
  ['Chloe', 'Whitfield', 'Accounts Payable', 'US', 'ap-clerk', 'Accounts Payable', 'anna.lindqvist'],
  ['Katarzyna', 'Wójcik', 'Procurement', 'DE', 'buyer', 'Buyer', 'stefan.ohlsen', '15000.00'],
  ['Stefan', 'Ohlsen', 'Procurement', 'DE', 'approver', 'Buyer', 'jorg.muhlberger', '25000.00'],
  ['Oliver', 'Bennett', 'Procurement', 'GB', 'buyer', 'Buyer', 'stefan.ohlsen', '15000.00'],
  ['Maria', 'Delgado', 'Procurement', 'US', 'buyer', 'Buyer', 'stefan.ohlsen', '15000.00'],
  ['Yuki', 'Tanabe', 'Procurement', 'DE', 'buyer', 'Buyer', 'stefan.ohlsen', '15000.00'],
  ['Lukas', 'Brandt', 'Production', 'DE', 'requester', 'User', 'ingrid.sorensen'],
  ['Ingrid', 'Sørensen', 'Production', 'DE', 'approver', 'Approver', 'jorg.muhlberger', '25000.00'],
  ['Mehmet', 'Yıldız', 'Production', 'DE', 'requester', 'User', 'ingrid.sorensen'],
  ['Sarah', 'Okafor', 'Production', 'GB', 'requester', 'User', 'ingrid.sorensen'],
  ['Daniel', 'Kowalski', 'Production', 'US', 'requester', 'User', 'ingrid.sorensen'],
  ['Beate', 'Kröger', 'Warehouse', 'DE', 'receiver', 'Receiver', 'ingrid.sorensen'],
  ['Gareth', 'Pugh', 'Warehouse', 'GB', 'receiver', 'Receiver', 'ingrid.sorensen'],
  ['Tyrone', 'Jackson', 'Warehouse', 'US', 'receiver', 'Receiver', 'ingrid.sorensen'],
  ['Nadia', 'Haddad', 'IT', 'DE', 'approver', 'Approver', 'jorg.muhlberger', '25000.00'],
  ['Felix', 'Amann', 'IT', 'DE', 'requester', 'User', 'nadia.haddad'],
  ['Rhys', 'Llewellyn', 'IT', 'GB', 'requester', 'User', 'nadia.haddad'],
  ['Emily', 'Chen', 'IT', 'US', 'requester', 'User', 'nadia.haddad'],
  ['Claudia', 'Vogel', 'Facilities', 'DE', 'approver', 'Approver', 'jorg.muhlberger', '25000.00'],
  ['Matteo', 'Conti', 'Facilities', 'DE', 'requester', 'User', 'claudia.vogel'],
  ['Amelia', 'Hargreaves', 'Facilities', 'GB', 'requester', 'User', 'claudia.vogel'],
  ['Robert', 'Ngata', 'Facilities', 'US', 'requester', 'User', 'claudia.vogel'],
  ['Svenja', 'Petersen', 'Research', 'DE', 'approver', 'Approver', 'jorg.muhlberger', '25000.00'],
  ['Aleksandr', 'Ivanov', 'Research', 'DE', 'requester', 'User', 'svenja.petersen'],
  ['Fatima', 'Zahra', 'Research', 'DE', 'requester', 'User', 'svenja.petersen'],
  ['Hiroshi', 'Nakamura', 'Research', 'US', 'requester', 'User', 'svenja.petersen'],
];

/** The people of Halden Group. Names are invented. */
export const people: readonly Person[] = PEOPLE.map(
  ([first, last, department, entity, duty, role, manager, limit]) => ({
    first,
    last,
    department,
    entity,
    duty,
    role,
    ...(manager ? { manager } : {}),
    ...(limit ? { limit } : {}),
  }),
);

export const departments = [
  'Management',
  'Finance',
  'Accounts Payable',
  'Procurement',
  'Production',
  'Warehouse',
  'IT',
  'Facilities',
  'Research',
  'Marketing',
];

/** Legal entities, each with its chart of accounts and its delivery address. */
export const entities = [
  {
    code: 'DE',
    company: '1000',
    name: 'Halden Industrie GmbH',
    currency: 'EUR',
    site: 'Hamburg Plant',
    street: 'Großmoordamm 84',
    city: 'Hamburg',
    postal: '21079',
    vat: 'DE811234567',
  },
  {
    code: 'GB',
    company: '2000',
    name: 'Halden UK Ltd',
    currency: 'GBP',
    site: 'Leeds Works',
    street: '14 Gelderd Road',
    city: 'Leeds',
    postal: 'LS12 6NA',
    vat: 'GB123456789',
  },
  {
    code: 'US',
    company: '3000',
    name: 'Halden Americas Inc.',
    currency: 'USD',
    site: 'Cleveland Distribution',
    street: '2200 Lakeside Ave E',
    city: 'Cleveland',
    postal: '44114',
    vat: '',
  },
] as const;

export const currencies = [
  { code: 'USD', name: 'US Dollar', symbol: '$', decimals: 2 },
  { code: 'EUR', name: 'Euro', symbol: '€', decimals: 2 },
  { code: 'GBP', name: 'Pound Sterling', symbol: '£', decimals: 2 },
  { code: 'JPY', name: 'Yen', symbol: '¥', decimals: 0 },
  { code: 'CHF', name: 'Swiss Franc', symbol: 'CHF', decimals: 2 },
  { code: 'BHD', name: 'Bahraini Dinar', symbol: 'BD', decimals: 3 },
] as const;

/** Units of the first of the month in euro, roughly as markets had them; drifts a little per month. */
export const euroRates: Readonly<Record<string, number>> = {
  USD: 0.8621,
  GBP: 1.1437,
  JPY: 0.0055847,
  CHF: 1.0712,
  BHD: 2.2867,
  EUR: 1,
};

export const uoms = [
  ['EA', 'Each', 0],
  ['BX', 'Box', 0],
  ['PK', 'Pack', 0],
  ['HUR', 'Hour', 2],
  ['DAY', 'Day', 2],
  ['KGM', 'Kilogram', 3],
  ['MTR', 'Metre', 2],
] as const;

export const paymentTerms = [
  ['Net 30', 30, null, null],
  ['2/10 net 30', 30, 10, '2.0'],
  ['Net 14', 14, null, null],
  ['Net 45', 45, null, null],
  ['Net 60', 60, null, null],
  ['Net 10', 10, null, null],
  ['Net 15', 15, null, null],
  ['Net 21', 21, null, null],
  ['2.5/15 net 45', 45, 15, '2.5'],
  ['Due now', 0, null, null],
] as const;

/** Commodity, its general ledger account and the department that pays for it. */
export const commodities = [
  ['Fasteners and bearings', '600100', 'Production', 'goods'],
  ['Electrical components', '600200', 'Production', 'goods'],
  ['Packaging', '600300', 'Warehouse', 'goods'],
  ['Office supplies', '681500', 'Facilities', 'goods'],
  ['IT hardware', '048500', 'IT', 'goods'],
  ['Software and cloud', '683700', 'IT', 'services'],
  ['Professional services', '682500', 'Finance', 'services'],
  ['Freight and storage', '674000', 'Warehouse', 'services'],
  ['Facility services', '633000', 'Facilities', 'services'],
  ['Laboratory supplies', '600400', 'Research', 'goods'],
  ['Precision optics', '600500', 'Research', 'goods'],
  ['Rent and leases', '631000', 'Facilities', 'services'],
  ['Utilities', '632500', 'Facilities', 'services'],
  ['Telecommunication', '680500', 'IT', 'services'],
  ['Insurance', '640000', 'Finance', 'services'],
] as const;

/** Tax code, rate in percent, country of the buying entity. */
export const taxCodes = [
  ['V19', '19', 'DE', 'Vorsteuer 19 %'],
  ['V7', '7', 'DE', 'Vorsteuer 7 %'],
  ['V0', '0', 'DE', 'Intra-community acquisition or import'],
  ['GB20', '20', 'GB', 'Standard rated input VAT'],
  ['GB0', '0', 'GB', 'Zero rated'],
  ['USOH', '8', 'US', 'Sales tax Cuyahoga County'],
  ['US0', '0', 'US', 'Exempt or self-assessed'],
] as const;

export const disputeReasons = [
  ['INCORRECT_QUANTITY', 'Quantity differs from what was delivered', true],
  ['INCORRECT_PRICE', 'Price differs from the order', true],
  ['DUPLICATE', 'Invoice was already received', true],
  ['NOT_ORDERED', 'Goods or services were not ordered', true],
  ['DAMAGED', 'Goods arrived damaged', true],
  ['INCORRECT_TAX', 'Tax is wrong or missing', true],
  ['OLD_REASON', 'No longer used', false],
] as const;
