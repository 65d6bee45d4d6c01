/**
 * Words that tell one article of a family from the next, by what they are about: a black one is not a red one. Each
 * line holds spellings of one value; German, French and English beside each other. Folded as `fold` does.
 */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  colour: [
    'black schwarz noir blk sw',
    'white weiss blanc wht ws',
    'red rot rouge',
    'blue blau bleu blu',
    'green grun vert grn',
    'yellow gelb jaune yel',
    'grey gray grau gris',
    'silver silber argent slv',
    'brown braun marron',
    'orange',
    'purple violett violet lila',
    'pink rosa rose',
    'beige',
    'gold or',
    'cyan',
    'magenta',
    'transparent clear klar farblos',
    'champagne titanium',
  ],
  platform: ['mac macintosh macosx osx', 'windows win pc', 'linux unix'],
  edition: [
    'standard std',
    'professional pro prof',
    'premium',
    'deluxe dlx',
    'basic basis',
    'home',
    'student academic educational education',
    'enterprise',
    'ultimate',
    'small',
    'express',
    'lite',
    'essentials',
  ],
  purchase: ['upgrade upg upsell', 'renewal verlangerung', 'update'],
  side: ['left links gauche', 'right rechts droite droit'],
  size: ['xs', 's small klein petit', 'm medium mittel moyen', 'l large gross grand', 'xl', 'xxl'],
  material: [
    'steel stahl acier',
    'stainless edelstahl inox va a2 a4',
    'brass messing laiton',
    'plastic kunststoff plastique pvc',
    'aluminium aluminum alu',
    'copper kupfer cuivre',
    'wood holz bois',
    'leather leder cuir',
    'rubber gummi caoutchouc',
  ],
  finish: [
    'zinc galvanized verzinkt zingue vz',
    'plain blank brut',
    'matte matt mat',
    'glossy glanzend brillant',
  ],
  month: [
    'january januar janvier jan',
    'february februar fevrier feb fev',
    'march marz mars mrz',
    'april avril apr avr',
    'may mai',
    'june juni juin jun',
    'july juli juillet jul',
    'august aout aug',
    'september septembre sep sept',
    'october oktober octobre oct okt',
    'november novembre nov',
    'december dezember decembre dec dez',
  ],
  language: [
    'english englisch anglais ingles',
    'german deutsch allemand',
    'french francais franzosisch',
    'spanish spanisch espagnol',
    'italian italienisch italien',
    'japanese',
    'portuguese',
    'chinese',
  ],
};

const BY_WORD: ReadonlyMap<string, { readonly group: string; readonly value: number }> = new Map(
  Object.entries(VARIANTS).flatMap(([group, values]) =>
    values.flatMap((spellings, value) =>
      spellings.split(' ').map((word) => [word, { group, value }] as const),
    ),
  ),
);

/** What the words say of each kind, such as `colour` → the numbers of its values. */
export function variantsIn(words: Iterable<string>): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const word of words) {
    const variant = BY_WORD.get(word);
    if (variant === undefined) continue;
    const values = found.get(variant.group) ?? new Set();
    found.set(variant.group, values.add(variant.value));
  }
  return found;
}

/** The same word in another language, so that `verzinkt` meets `zinc`: one name for all its spellings. */
export function variantName(word: string): string | undefined {
  const variant = BY_WORD.get(word);
  return variant === undefined ? undefined : `${variant.group}/${variant.value}`;
}
