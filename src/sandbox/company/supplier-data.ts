import { WARES } from './ware-data.ts';

export interface SupplierData {
  readonly name: string;
  readonly city: string;
  readonly country: string;
  readonly currency: 'EUR' | 'GBP' | 'USD' | 'JPY' | 'CHF' | 'BHD';
  readonly term: string;
  /** Invoice number pattern: # a running digit, YYYY and YY the year, MM the month. */
  readonly numbers: string;
  readonly matching: '3-way' | '2-way' | 'none';
  readonly commodity: string;
  /** How often it bills, against the others. */
  readonly weight: number;
  readonly trade: keyof typeof WARES;
  readonly state?: 'on-hold' | 'ap-review' | 'inactive';
}

// name | city | country | currency | payment term | invoice numbers | matching | commodity | weight | trade | state
const SUPPLIERS = `
Nordhäuser Präzisionsteile GmbH | Nordhausen | DE | EUR | 2/10 net 30 | RE-YYYY-#### | 3-way | Fasteners and bearings | 9 | steel
Würzbach & Söhne Stahlhandel KG | Duisburg | DE | EUR | Net 30 | 40###### | 3-way | Fasteners and bearings | 8 | steel
Elbe Elektrotechnik AG | Hamburg | DE | EUR | Net 30 | EE###### | 3-way | Electrical components | 8 | electro
Schaltwerk Grünefeld GmbH | Dresden | DE | EUR | Net 14 | ####/YY | 3-way | Electrical components | 6 | electro
Łódzkie Zakłady Opakowań Sp. z o.o. | Łódź | PL | EUR | Net 45 | FV/####/MM/YYYY | 3-way | Packaging | 7 | packaging
Papírna Třebíč s.r.o. | Třebíč | CZ | EUR | Net 30 | YYYY00#### | 3-way | Packaging | 5 | packaging
Société Générale de Visserie SA | Lyon | FR | EUR | Net 60 | F-YY-##### | 3-way | Fasteners and bearings | 5 | steel
Cuscinetti Ferràra S.p.A. | Torino | IT | EUR | Net 60 | ####/A | 3-way | Fasteners and bearings | 4 | steel
Suministros Industriales Peña, S.L. | Zaragoza | ES | EUR | Net 45 | A/YY#### | 3-way | Fasteners and bearings | 4 | steel
Ångström Mätteknik AB | Göteborg | SE | EUR | Net 30 | 1##### | 3-way | Laboratory supplies | 4 | lab
Kuopion Laboratoriotarvike Oy | Kuopio | FI | EUR | Net 21 | YY-#### | 3-way | Laboratory supplies | 4 | lab
Bürobedarf Hoffmann & Co. | Hamburg | DE | EUR | Net 14 | R###### | 3-way | Office supplies | 7 | office
Kontor Systemhaus GmbH | Bremen | DE | EUR | 2/10 net 30 | KS-YY##### | 3-way | IT hardware | 6 | it
Hanseatische Gebäudedienste GmbH | Hamburg | DE | EUR | Net 14 | HG-YYYYMM-### | 2-way | Facility services | 7 | facility
Spedition Brömmelkamp | Münster | DE | EUR | Net 10 | SB####### | 2-way | Freight and storage | 7 | logistics
Van der Velde Logistiek B.V. | Rotterdam | NL | EUR | Net 30 | VDV-###### | 2-way | Freight and storage | 5 | logistics
Ziegler Unternehmensberatung GmbH | Frankfurt am Main | DE | EUR | Net 30 | ZUB-YYYY-### | 2-way | Professional services | 4 | consulting
Cloudwerk Software GmbH | Berlin | DE | EUR | Net 14 | CW-###### | 2-way | Software and cloud | 5 | software
Alsterufer Immobilien GbR | Hamburg | DE | EUR | Due now | M-YYYYMM-### | none | Rent and leases | 2 | rent
Stadtwerke Hafenstadt AöR | Hamburg | DE | EUR | Net 14 | VK########## | none | Utilities | 3 | energy
Pennine Fasteners Ltd | Leeds | GB | GBP | Net 30 | PF##### | 3-way | Fasteners and bearings | 6 | steel
O'Sullivan & Byrne Electrical | Belfast | GB | GBP | Net 30 | INV-##### | 3-way | Electrical components | 5 | electro
Marlowe Packaging plc | Bristol | GB | GBP | 2.5/15 net 45 | MP/YY/##### | 3-way | Packaging | 5 | packaging
Thames Valley Office Supplies | Reading | GB | GBP | Net 14 | TV###### | 3-way | Office supplies | 4 | office
Cwmni Glanhau Caerdydd Cyf | Caerdydd | GB | GBP | Net 30 | CGC#### | 2-way | Facility services | 4 | facility
Albion Haulage Services | Hull | GB | GBP | Net 30 | AH-##### | 2-way | Freight and storage | 4 | logistics
Brightwater Energy Ltd | London | GB | GBP | Net 14 | BW######## | none | Utilities | 2 | energy
Great Lakes Bearing Co. | Cleveland | US | USD | 2/10 net 30 | GLB###### | 3-way | Fasteners and bearings | 7 | steel
Sonoran Controls, Inc. | Phoenix | US | USD | Net 30 | SC-##### | 3-way | Electrical components | 6 | electro
Piedmont Paper & Packaging LLC | Greensboro | US | USD | Net 45 | ###### | 3-way | Packaging | 5 | packaging
Redwood Office Depot LLC | San Mateo | US | USD | Net 30 | RO###### | 3-way | Office supplies | 5 | office
Blue Mesa Technology Partners | Denver | US | USD | Net 30 | BM-YYYY-#### | 3-way | IT hardware | 5 | it
Hudson & Clarke Advisory LLP | New York | US | USD | Net 45 | ####-YY | 2-way | Professional services | 3 | consulting
Prairie Freight Lines | Omaha | US | USD | Net 15 | PFL####### | 2-way | Freight and storage | 5 | logistics
Keystone Mutual Insurance | Philadelphia | US | USD | Net 30 | KM-###### | none | Insurance | 1 | insurance
<img src=x onerror=alert(1)> Trading Ltd | Wilmington | US | USD | Net 30 | XT##### | 3-way | Office supplies | 3 | office
株式会社東海精機 | 名古屋 | JP | JPY | Net 60 | TS-YYMM-### | 3-way | Precision optics | 6 | optics
北斗光学工業株式会社 | 札幌 | JP | JPY | Net 45 | HK###### | 3-way | Precision optics | 4 | optics
Θεοδωρίδης Ηλεκτρικά Α.Ε. | Θεσσαλονίκη | GR | EUR | Net 60 | ΤΠΥ-#### | 3-way | Electrical components | 3 | electro
شركة النور للتوريدات | دبي | AE | USD | Net 30 | NR-####-YY | 3-way | Laboratory supplies | 3 | lab
Zürcher Feinmechanik AG | Winterthur | CH | CHF | Net 30 | ZF-YY-#### | 3-way | Precision optics | 4 | lab
Säntis Verpackungen AG | St. Gallen | CH | CHF | Net 30 | ######-SV | 3-way | Packaging | 3 | packaging
شركة المنامة الصناعية | المنامة | BH | BHD | Net 45 | MI/YYYY/#### | 3-way | Electrical components | 4 | electro
Northwind Telecom GmbH & Co. KG | Düsseldorf | DE | EUR | Net 14 | NW-YYYYMM-#### | none | Telecommunication | 2 | telecom
Quellmann Chemie GmbH | Leverkusen | DE | EUR | Net 30 | QC-##### | 3-way | Laboratory supplies | 3 | lab | on-hold
Ferrostaal Ostsee GmbH | Rostock | DE | EUR | Net 30 | FO###### | 3-way | Fasteners and bearings | 3 | steel | ap-review
Altmann & Partner (closed) | Kiel | DE | EUR | Net 30 | AP#### | 3-way | Office supplies | 0 | office | inactive
`;

const CURRENCIES = ['EUR', 'GBP', 'USD', 'JPY', 'CHF', 'BHD'] as const;
const MATCHING = ['3-way', '2-way', 'none'] as const;
const STATES = ['on-hold', 'ap-review', 'inactive'] as const;

/** The group's suppliers, invented; one is called as an attacker would call it. */
export const supplierData: readonly SupplierData[] = SUPPLIERS.trim().split('\n').map(readSupplier);

function readSupplier(line: string): SupplierData {
  const [
    name = '',
    city = '',
    country = '',
    currency,
    term = '',
    numbers = '',
    matching,
    commodity = '',
    weight,
    trade,
    state,
  ] = line.split(' | ');
  return {
    name,
    city,
    country,
    currency: oneOf(CURRENCIES, currency, line),
    term,
    numbers,
    matching: oneOf(MATCHING, matching, line),
    commodity,
    weight: Number(weight),
    trade: oneOf(Object.keys(WARES) as (keyof typeof WARES)[], trade, line),
    ...(state === undefined ? {} : { state: oneOf(STATES, state, line) }),
  };
}

function oneOf<T extends string>(allowed: readonly T[], found: string | undefined, line: string): T {
  const known = allowed.find((one) => one === found);
  if (known === undefined)
    throw new RangeError(`Expected one of ${allowed.join(', ')}, found ${found} in: ${line}`);
  return known;
}
