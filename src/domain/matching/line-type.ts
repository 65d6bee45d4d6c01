/** What a line is about that is no item of an order: a charge on top, or money kept back or given back. */
export type LineType =
  | 'freight'
  | 'handling'
  | 'misc_charge'
  | 'tax'
  | 'discount'
  | 'deposit'
  | 'retainage'
  | 'rounding';

/**
 * Words by which a line says what it is, the more particular first: a "deposit for freight" is a deposit. Whole words in
 * English, German, French, Spanish, Italian and Dutch, accents and case aside. Surcharges are left out on purpose:
 * whether one was agreed is what a person has to say.
 */
const WORDS: readonly (readonly [LineType, RegExp])[] = [
  [
    'retainage',
    words(
      'retainage|retention|holdback|hold back|sicherheitseinbehalt|einbehalt|gewaehrleistungseinbehalt|retenue de garantie|retencion|ritenuta a garanzia',
    ),
  ],
  [
    'deposit',
    words(
      'deposit|down ?payment|pre ?payment|prepaid amount|advance payment|payment in advance|advance invoice|anzahlung(?:srechnung)?|abschlag(?:szahlung|srechnung)?|vorauszahlung|vorauskasse|acompte|anticipo|acconto|aanbetaling',
    ),
  ],
  [
    'rounding',
    words(
      'rounding(?: difference| adjustment)?|cash rounding|rundung(?:sdifferenz)?|arrondi|redondeo|arrotondamento|afronding|oeresavrundning|oeresutjaemning',
    ),
  ],
  [
    'discount',
    words(
      'discount|early payment discount|cash discount|prompt payment|rebate|rabatt|skonto|nachlass|preisnachlass|remise|escompte|ristourne|descuento|sconto|korting',
    ),
  ],
  [
    'tax',
    words('sales tax|use tax|vat|value added tax|gst|mwst|ust|mehrwertsteuer|umsatzsteuer|tva|iva|btw'),
  ],
  [
    'handling',
    words(
      'handling(?: fee| charge| charges| cost| costs)?|bearbeitungsgebuehr|bearbeitungspauschale|frais de dossier|frais de traitement',
    ),
  ],
  [
    'misc_charge',
    words('misc(?:ellaneous)?(?: charge| charges| fee| costs?)|other charges?|sonstige kosten|frais divers'),
  ],
  [
    'freight',
    words(
      'freight(?: charges?| costs?)?|shipping(?: charges?| costs?| fee| and handling)?|carriage|postage|delivery (?:charges?|costs?|fee)|transport (?:charges?|costs?|fee)|transportation|haulage|courier(?: charges?| fee)?|fuel surcharge|fracht(?:kosten)?|versand(?:kosten)?|lieferkosten|transportkosten|porto|frais de (?:port|transport|livraison|expedition)|portes|gastos de envio|spese di (?:trasporto|spedizione)|vracht(?:kosten)?|verzendkosten',
    ),
  ],
];

function words(alternatives: string): RegExp {
  return new RegExp(`(?:^|[^a-z])(?:${alternatives})(?:$|[^a-z])`);
}

/** Longer texts describe an item, in which such a word stands by chance. */
const TYPED_WORDS_MAX = 10;
/** Texts repeat from invoice to invoice; kept so that none is read twice. */
const known = new Map<string, LineType | null>();
const KNOWN_MAX = 2_000;

/** What the description says the line is, if it is no item. @returns undefined for items. */
export function lineTypeOf(description: string): LineType | undefined {
  const found = known.get(description);
  // equivalent: it would be read again, to the same end.
  if (found !== undefined) return found ?? undefined;
  const type = readType(description);
  // equivalent: only memory hangs on it.
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(description, type ?? null);
  return type;
}

function readType(description: string): LineType | undefined {
  const text = folded(description);
  if (text.split(/\s+/).length > TYPED_WORDS_MAX) return undefined;
  return WORDS.find(([, pattern]) => pattern.test(text))?.[0];
}

/** Lower case without accents; umlauts both ways they are typed. */
function folded(text: string): string {
  return text
    .slice(0, 400)
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .trim();
}
