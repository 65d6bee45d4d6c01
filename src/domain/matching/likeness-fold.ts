/** Letters that no decomposition takes apart, as suppliers write them where they have no such key. */
const SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  '×': 'x',
};

/** Lower case, accents off, compatible forms (`㎜`, `½`, full width) made plain, `8 × 40` as `8 x 40`. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøđðþłı×]/g, (letter) => SPELLED[letter] ?? letter);
}
