/** What a supplier sells, in words of its trade: description, unit, price in its own currency, order quantities. */
export interface Ware {
  readonly name: string;
  readonly uom: string;
  /** Price from and to, in minor units of the currency. */
  readonly price: readonly [number, number];
  readonly quantity: readonly [number, number];
}

/** The trades of the group's suppliers. */
export const WARES = {
  steel: [
    { name: 'Hex bolt M12x60 A2, box of 100', uom: 'BX', price: [1850, 4200], quantity: [10, 120] },
    { name: 'Steel sheet S235 2 mm 1250x2500', uom: 'EA', price: [6800, 11500], quantity: [5, 60] },
    { name: 'Precision shaft 25 h6, 1 m', uom: 'EA', price: [3100, 5600], quantity: [10, 90] },
    { name: 'Threaded rod M16 zinc plated', uom: 'EA', price: [420, 980], quantity: [50, 400] },
    { name: 'Bearing 6205-2RS', uom: 'EA', price: [590, 1290], quantity: [40, 300] },
  ],
  electro: [
    { name: 'Contactor 24 V DC, 9 A', uom: 'EA', price: [2400, 4800], quantity: [10, 80] },
    { name: 'PLC input module 16x DI', uom: 'EA', price: [11200, 19800], quantity: [4, 30] },
    { name: 'Control cable 7G1.5, 100 m', uom: 'EA', price: [13900, 22000], quantity: [3, 25] },
    { name: 'Proximity switch M18', uom: 'EA', price: [1900, 4400], quantity: [15, 120] },
  ],
  packaging: [
    { name: 'Corrugated box 400x300x200, pack of 25', uom: 'PK', price: [1450, 2600], quantity: [20, 200] },
    { name: 'Stretch film 23 my', uom: 'EA', price: [490, 890], quantity: [60, 300] },
    { name: 'Euro pallet, heat treated', uom: 'EA', price: [1180, 1990], quantity: [30, 240] },
  ],
  office: [
    { name: 'Copy paper A4 80 g, box', uom: 'BX', price: [1790, 2690], quantity: [10, 60] },
    { name: 'Toner cartridge black', uom: 'EA', price: [6900, 11900], quantity: [2, 14] },
    { name: 'Office chair, mesh back', uom: 'EA', price: [18900, 32900], quantity: [2, 16] },
  ],
  it: [
    { name: 'Notebook 14", 32 GB', uom: 'EA', price: [112000, 169000], quantity: [2, 18] },
    { name: 'Docking station USB-C', uom: 'EA', price: [14900, 22900], quantity: [4, 30] },
    { name: 'Monitor 27" QHD', uom: 'EA', price: [23900, 33900], quantity: [4, 30] },
    { name: 'Rack server, 2U', uom: 'EA', price: [489000, 742000], quantity: [1, 4] },
  ],
  software: [
    { name: 'Collaboration suite, seat and month', uom: 'EA', price: [1190, 2290], quantity: [40, 320] },
    { name: 'Endpoint protection, device and year', uom: 'EA', price: [2900, 4900], quantity: [40, 200] },
  ],
  consulting: [
    { name: 'Senior consultant, day', uom: 'DAY', price: [98000, 145000], quantity: [2, 18] },
    { name: 'Interim controller, hour', uom: 'HUR', price: [8900, 14500], quantity: [16, 120] },
  ],
  logistics: [
    { name: 'Road freight, groupage', uom: 'EA', price: [18900, 64000], quantity: [1, 14] },
    { name: 'Pallet storage, pallet and month', uom: 'EA', price: [690, 1190], quantity: [60, 400] },
  ],
  facility: [
    { name: 'Office cleaning, hour', uom: 'HUR', price: [2290, 3390], quantity: [40, 260] },
    { name: 'Lift maintenance visit', uom: 'EA', price: [21900, 48000], quantity: [1, 6] },
    { name: 'Security guard, hour', uom: 'HUR', price: [2690, 3990], quantity: [60, 320] },
  ],
  lab: [
    { name: 'Nitrile gloves, box of 200', uom: 'BX', price: [990, 1690], quantity: [20, 180] },
    { name: 'Isopropanol 99.9 %, 10 l', uom: 'EA', price: [3900, 6900], quantity: [4, 40] },
    { name: 'Calibration weight set F1', uom: 'EA', price: [28900, 61000], quantity: [1, 6] },
  ],
  optics: [
    { name: 'Laser distance sensor LK-G5', uom: 'EA', price: [98000, 187000], quantity: [1, 12] },
    { name: 'Precision lens unit f=50', uom: 'EA', price: [24800, 52000], quantity: [2, 30] },
    { name: 'Linear guide rail 500 mm', uom: 'EA', price: [14800, 29800], quantity: [2, 40] },
  ],
  rent: [{ name: 'Rent incl. service charge', uom: 'EA', price: [420000, 1450000], quantity: [1, 1] }],
  energy: [{ name: 'Electricity, site supply', uom: 'EA', price: [210000, 980000], quantity: [1, 1] }],
  telecom: [{ name: 'Telephone and data lines', uom: 'EA', price: [48000, 210000], quantity: [1, 1] }],
  insurance: [{ name: 'Insurance premium', uom: 'EA', price: [120000, 640000], quantity: [1, 1] }],
} as const satisfies Record<string, readonly Ware[]>;
