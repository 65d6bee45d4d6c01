import type { LineText } from './likeness-describe.ts';

/** Two lines in words of accounts payable, and whether they mean one article. */
export interface LinePair {
  readonly invoice: LineText;
  readonly order: LineText;
  readonly isSame: boolean;
}

type Row = readonly [invoice: string, invoicePrice: string, order: string, orderPrice: string];

/** Written by us as suppliers and buyers write: abbreviated, translated, shortened, with a catalogue number or none. */
const SAME: readonly Row[] = [
  ['Schraube M8x40 verzinkt', '0.12', 'Screw M8 x 40 zinc plated', '0.12'],
  ['SECHSKANTSCHRB M10X60 DIN 933 A2', '0.38', 'Sechskantschraube DIN 933 M10x60 Edelstahl A2', '0.38'],
  ['Toner HP CF259X schwarz', '149.00', 'HP toner cartridge CF259X black', '149.00'],
  ['Kopierpapier A4 80g weiß 500 Blatt', '4.10', 'Copy paper A4 80 g white, 500 sheets', '4.10'],
  ['Nitrile gloves size L blue box of 100', '8.90', 'Gloves, nitrile, blue, L, 100/box', '8.90'],
  ['Consulting services March 2026', '12000', 'Consulting services - March 2026', '12000'],
  ['Beratungsleistung März 2026', '9600', 'Beratungsleistungen 03 März 2026', '9600'],
  [
    'Dell Latitude 5450 14in 16GB 512GB',
    '1180.00',
    'Notebook Dell Latitude 5450, 16 GB, 512 GB SSD, 14"',
    '1175.00',
  ],
  ['Logitech MX Keys S graphite', '94.00', 'Keyboard Logitech MX-Keys S (Graphite)', '94.00'],
  ['Kabelkanal 40 x 60 mm grau 2 m', '6.75', 'Kabelkanal 40x60mm, grau, Länge 2m', '6.75'],
  ['Ball bearing 6204-2RS', '5.20', 'SKF 6204 2RS deep groove ball bearing', '5.20'],
  ['Rillenkugellager 6305 ZZ', '7.90', 'Kugellager 6305ZZ', '7.90'],
  ['Office chair ergonomic black mesh', '289.00', 'Ergonomic office chair, mesh, black', '289.00'],
  ['Huile hydraulique HLP 46 20 L', '88.00', 'Hydraulic oil HLP46 20 litre', '88.00'],
  ['Gants nitrile taille M bleu', '8.90', 'Gants en nitrile bleus, taille M', '8.90'],
  ['Safety shoes S3 size 43', '74.50', 'Safety shoe S3, EU 43', '74.50'],
  ['Steel pipe 2in sch40 6m', '61.00', 'Pipe, steel, 2", SCH40, length 6 m', '61.00'],
  ['Siemens 6ES7 214-1AG40-0XB0', '389.00', 'SIMATIC S7-1200 CPU 1214C 6ES7214-1AG40-0XB0', '389.00'],
  ['Reinigung Büro Juni', '1450.00', 'Office cleaning June / Büroreinigung Juni', '1450.00'],
  [
    'Microsoft 365 E3 user license annual',
    '396.00',
    'M365 E3 annual license per user (Microsoft 365 E3)',
    '396.00',
  ],
];

const DIFFERENT: readonly Row[] = [
  ['Schraube M8x40 verzinkt', '0.12', 'Schraube M8x50 verzinkt', '0.14'],
  ['Sechskantschraube M10x60 A2', '0.38', 'Sechskantmutter M10 A2', '0.09'],
  ['Toner HP CF259X schwarz', '149.00', 'Toner HP CF410X schwarz', '131.00'],
  ['Toner HP CF411A cyan', '98.00', 'Toner HP CF413A magenta', '98.00'],
  ['Kopierpapier A4 80g weiß', '4.10', 'Kopierpapier A3 80g weiß', '8.30'],
  ['Nitrile gloves size L blue', '8.90', 'Nitrile gloves size M blue', '8.90'],
  ['Consulting services March 2026', '12000', 'Consulting services April 2026', '12000'],
  ['Wartung Aufzug Januar', '310.00', 'Wartung Aufzug Februar', '310.00'],
  ['Dell Latitude 5450 14in 16GB', '1180.00', 'Dell Latitude 7450 14in 32GB', '1690.00'],
  ['Freight', '85.00', 'Office chair ergonomic black mesh', '289.00'],
  ['Kabelkanal 40x60 mm grau', '6.75', 'Kabelkanal 60x110 mm grau', '14.20'],
  ['Ball bearing 6204-2RS', '5.20', 'Ball bearing 6205-2RS', '5.90'],
  ['Monitor 24" Dell P2425H', '198.00', 'Monitor 27" Dell P2725H', '259.00'],
  ['Hydraulic oil HLP46 20 l', '88.00', 'Engine oil 5W30 20 l', '132.00'],
  ['Safety shoes S3 size 43', '74.50', 'Safety helmet white', '19.00'],
  ['Steel pipe 2in sch40', '61.00', 'Steel elbow 2in sch40', '11.50'],
  ['Travel expenses', '412.30', 'Consulting services March 2026', '12000'],
  ['Door hinge left brass', '12.00', 'Door hinge right brass', '12.00'],
  ['Red wine 0.75 l', '6.40', 'Red wine 1 l', '7.90'],
  ['Cleaning agent 5 l canister', '17.00', 'Paper towels 2-ply 24 rolls', '17.00'],
];

export const LINE_PAIRS: readonly LinePair[] = [
  ...SAME.map((row) => pairOf(row, true)),
  ...DIFFERENT.map((row) => pairOf(row, false)),
];

function pairOf([invoice, invoicePrice, order, orderPrice]: Row, isSame: boolean): LinePair {
  return {
    invoice: { description: invoice, price: invoicePrice },
    order: { description: order, price: orderPrice },
    isSame,
  };
}
