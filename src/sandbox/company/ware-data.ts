/** What a supplier sells, in words of its trade: description, unit, price in its own currency, order quantities. */
export interface Ware {
  readonly name: string;
  /** What else people call it. */
  readonly also: readonly string[];
  readonly uom: string;
  /** Price from and to, in minor units of the currency. */
  readonly price: readonly [number, number];
  readonly quantity: readonly [number, number];
}

/** The trades of the group's suppliers. */
export const WARES = {
  steel: [
    {
      name: 'Hex bolt M12x60 A2, box of 100',
      also: ['Hexagon head bolt A2 M12 x 60 (100 pcs)', 'BOLT HEX M12X60 A2 100ST'],
      uom: 'BX',
      price: [1850, 4200],
      quantity: [10, 120],
    },
    {
      name: 'Steel sheet S235 2 mm 1250x2500',
      also: ['Sheet metal S235JR 2,0 mm, 1250 x 2500', 'STEEL SHEET 1250X2500X2 S235'],
      uom: 'EA',
      price: [6800, 11500],
      quantity: [5, 60],
    },
    {
      name: 'Precision shaft 25 h6, 1 m',
      also: ['Shaft, ground, dia 25 h6 x 1000', 'PREC. SHAFT D25 H6 L=1000'],
      uom: 'EA',
      price: [3100, 5600],
      quantity: [10, 90],
    },
    {
      name: 'Threaded rod M16 zinc plated',
      also: ['Thread. rod M16, galvanised', 'ROD THREADED M16 ZN'],
      uom: 'EA',
      price: [420, 980],
      quantity: [50, 400],
    },
    {
      name: 'Bearing 6205-2RS',
      also: ['Deep groove ball bearing 6205 2RS', 'BEARING 62052RS C3'],
      uom: 'EA',
      price: [590, 1290],
      quantity: [40, 300],
    },
  ],
  electro: [
    {
      name: 'Contactor 24 V DC, 9 A',
      also: ['Power contactor 9A coil 24VDC', 'CONTACTOR 3P 9A 24V DC'],
      uom: 'EA',
      price: [2400, 4800],
      quantity: [10, 80],
    },
    {
      name: 'PLC input module 16x DI',
      also: ['Digital input module PLC, 16 DI', 'PLC MODULE DI16'],
      uom: 'EA',
      price: [11200, 19800],
      quantity: [4, 30],
    },
    {
      name: 'Control cable 7G1.5, 100 m',
      also: ['Cable control 7 x 1.5 mm2, ring 100 m', 'CONTROL CABLE 7G1,5 100M'],
      uom: 'EA',
      price: [13900, 22000],
      quantity: [3, 25],
    },
    {
      name: 'Proximity switch M18',
      also: ['Inductive proximity sensor M18', 'PROX SWITCH M18 PNP'],
      uom: 'EA',
      price: [1900, 4400],
      quantity: [15, 120],
    },
  ],
  packaging: [
    {
      name: 'Corrugated box 400x300x200, pack of 25',
      also: ['Carton corrugated 400 x 300 x 200 mm, 25 pcs', 'CORR. BOX 400X300X200 /25'],
      uom: 'PK',
      price: [1450, 2600],
      quantity: [20, 200],
    },
    {
      name: 'Stretch film 23 my',
      also: ['Film, stretch, 23 micron roll', 'STRETCHFILM 23MY 500MM'],
      uom: 'EA',
      price: [490, 890],
      quantity: [60, 300],
    },
    {
      name: 'Euro pallet, heat treated',
      also: ['EUR pallet 1200x800 heat treated IPPC', 'EURO-PALLET HT'],
      uom: 'EA',
      price: [1180, 1990],
      quantity: [30, 240],
    },
  ],
  office: [
    {
      name: 'Copy paper A4 80 g, box',
      also: ['Paper copier A4, 80 gsm, carton 5 reams', 'COPY PAPER A4 80G BX'],
      uom: 'BX',
      price: [1790, 2690],
      quantity: [10, 60],
    },
    {
      name: 'Toner cartridge black',
      also: ['Cartridge toner, black', 'TONER CART. BLK'],
      uom: 'EA',
      price: [6900, 11900],
      quantity: [2, 14],
    },
    {
      name: 'Office chair, mesh back',
      also: ['Chair office swivel with mesh back', 'OFFICE CHAIR MESH BLACK'],
      uom: 'EA',
      price: [18900, 32900],
      quantity: [2, 16],
    },
  ],
  it: [
    {
      name: 'Notebook 14", 32 GB',
      also: ['Laptop notebook 14 inch 32GB RAM', 'NOTEBOOK 14IN 32GB 1TB'],
      uom: 'EA',
      price: [112000, 169000],
      quantity: [2, 18],
    },
    {
      name: 'Docking station USB-C',
      also: ['USB-C dock station', 'DOCKING STN USB C 100W'],
      uom: 'EA',
      price: [14900, 22900],
      quantity: [4, 30],
    },
    {
      name: 'Monitor 27" QHD',
      also: ['Display monitor 27 inch QHD', 'MONITOR 27IN 2560X1440 QHD'],
      uom: 'EA',
      price: [23900, 33900],
      quantity: [4, 30],
    },
    {
      name: 'Rack server, 2U',
      also: ['Server rack mount 2U', 'RACKSERVER 2U 2S'],
      uom: 'EA',
      price: [489000, 742000],
      quantity: [1, 4],
    },
  ],
  software: [
    {
      name: 'Collaboration suite, seat and month',
      also: ['Collaboration suite licence per seat/month', 'COLLAB SUITE SEAT MTH'],
      uom: 'EA',
      price: [1190, 2290],
      quantity: [40, 320],
    },
    {
      name: 'Endpoint protection, device and year',
      also: ['Endpoint protection subscription, per device p.a.', 'ENDPOINT PROT. DEV/YR'],
      uom: 'EA',
      price: [2900, 4900],
      quantity: [40, 200],
    },
  ],
  consulting: [
    {
      name: 'Senior consultant, day',
      also: ['Consulting services, senior consultant, daily rate', 'SR CONSULTANT DAY RATE'],
      uom: 'DAY',
      price: [98000, 145000],
      quantity: [2, 18],
    },
    {
      name: 'Interim controller, hour',
      also: ['Interim management: controller, hourly rate', 'INTERIM CONTROLLER HRS'],
      uom: 'HUR',
      price: [8900, 14500],
      quantity: [16, 120],
    },
  ],
  logistics: [
    {
      name: 'Road freight, groupage',
      also: ['Groupage transport by road', 'ROAD FREIGHT LTL'],
      uom: 'EA',
      price: [18900, 64000],
      quantity: [1, 14],
    },
    {
      name: 'Pallet storage, pallet and month',
      also: ['Storage of pallets, per pallet/month', 'PALLET STORAGE MTH'],
      uom: 'EA',
      price: [690, 1190],
      quantity: [60, 400],
    },
  ],
  facility: [
    {
      name: 'Office cleaning, hour',
      also: ['Cleaning of offices, hours', 'OFFICE CLEANING HRS'],
      uom: 'HUR',
      price: [2290, 3390],
      quantity: [40, 260],
    },
    {
      name: 'Lift maintenance visit',
      also: ['Maintenance visit, lift', 'LIFT MAINT. VISIT'],
      uom: 'EA',
      price: [21900, 48000],
      quantity: [1, 6],
    },
    {
      name: 'Security guard, hour',
      also: ['Guarding, security guard hours', 'SECURITY GUARD HRS'],
      uom: 'HUR',
      price: [2690, 3990],
      quantity: [60, 320],
    },
  ],
  lab: [
    {
      name: 'Nitrile gloves, box of 200',
      also: ['Gloves nitrile powder free, 200 pcs', 'NITRILE GLOVES BX200'],
      uom: 'BX',
      price: [990, 1690],
      quantity: [20, 180],
    },
    {
      name: 'Isopropanol 99.9 %, 10 l',
      also: ['2-Propanol (isopropanol) 99,9 % 10 L', 'ISOPROPANOL 99.9 10L'],
      uom: 'EA',
      price: [3900, 6900],
      quantity: [4, 40],
    },
    {
      name: 'Calibration weight set F1',
      also: ['Weight set F1 with calibration certificate', 'CALIBR. WEIGHTS SET F1'],
      uom: 'EA',
      price: [28900, 61000],
      quantity: [1, 6],
    },
  ],
  optics: [
    {
      name: 'Laser distance sensor LK-G5',
      also: ['Distance sensor laser LK G5', 'LASER SENSOR LKG5'],
      uom: 'EA',
      price: [98000, 187000],
      quantity: [1, 12],
    },
    {
      name: 'Precision lens unit f=50',
      also: ['Lens unit, precision, f 50 mm', 'PREC LENS UNIT F50'],
      uom: 'EA',
      price: [24800, 52000],
      quantity: [2, 30],
    },
    {
      name: 'Linear guide rail 500 mm',
      also: ['Guide rail linear L=500', 'LINEAR RAIL 500MM'],
      uom: 'EA',
      price: [14800, 29800],
      quantity: [2, 40],
    },
  ],
  rent: [
    {
      name: 'Rent incl. service charge',
      also: ['Rent and service charge'],
      uom: 'EA',
      price: [420000, 1450000],
      quantity: [1, 1],
    },
  ],
  energy: [
    {
      name: 'Electricity, site supply',
      also: ['Supply of electricity'],
      uom: 'EA',
      price: [210000, 980000],
      quantity: [1, 1],
    },
  ],
  telecom: [
    {
      name: 'Telephone and data lines',
      also: ['Data and telephone lines'],
      uom: 'EA',
      price: [48000, 210000],
      quantity: [1, 1],
    },
  ],
  insurance: [
    {
      name: 'Insurance premium',
      also: ['Premium, insurance'],
      uom: 'EA',
      price: [120000, 640000],
      quantity: [1, 1],
    },
  ],
} as const satisfies Record<string, readonly Ware[]>;
