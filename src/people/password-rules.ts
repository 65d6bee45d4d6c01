/** NIST SP 800-63B: length and a list of what is guessed first, no rules about kinds of characters. */
export const PASSWORD_LENGTH_MIN = 12;
/** Enough for any sentence; a megabyte would only make the hash work. */
export const PASSWORD_LENGTH_MAX = 256;

/**
 * What is wrong with a new password, as a sentence for the person who typed it, or undefined when nothing is.
 * @param about words of the person's own, such as name and e-mail address, that alone make no password.
 */
export function passwordFault(password: string, about: readonly string[] = []): string | undefined {
  const length = [...password].length;
  if (length < PASSWORD_LENGTH_MIN) {
    return `Choose at least ${PASSWORD_LENGTH_MIN} characters; this has ${length}.`;
  }
  if (length > PASSWORD_LENGTH_MAX) return `Choose at most ${PASSWORD_LENGTH_MAX} characters.`;
  const plain = simplify(password);
  if (COMMON.has(plain) || COMMON.has(withoutTail(plain)))
    return 'This is among the passwords guessed first.';
  if (isRepetition(plain)) return 'This repeats a few characters.';
  if (isRun(plain)) return 'This follows the alphabet, the digits or the keyboard.';
  if (about.some((word) => isMostly(plain, simplify(word)))) {
    return 'This is little more than your name, your e-mail address or the word Purser.';
  }
  return undefined;
}

function simplify(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('@', 'a')
    .replaceAll('0', 'o')
    .replaceAll('$', 's')
    .replace(/[\s._-]/g, '');
}

/** `Password2026!` is `password` with what is put behind when a rule asks for it. */
function withoutTail(plain: string): string {
  return plain.replace(/[^a-z]+$/, '').replace(/[o\d!?.#*+]+$/, '');
}

function isRepetition(plain: string): boolean {
  return /^(.{1,4}?)\1+.{0,3}$/.test(plain);
}

const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '1234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
].flatMap((row) => [row, [...row].reverse().join('')]);

function isRun(plain: string): boolean {
  const digits = plain.replaceAll('o', '0');
  return RUNS.some((row) => row.includes(plain) || row.includes(digits));
}

const OWN_CHARACTERS_MIN = 6;

function isMostly(plain: string, word: string): boolean {
  return word.length >= 4 && plain.includes(word) && plain.length - word.length < OWN_CHARACTERS_MIN;
}

/** As {@link simplify} leaves them; those shorter than twelve count with digits or signs behind. */
const COMMON: ReadonlySet<string> = new Set(
  `password passwordpassword mypassword passwort passwortpasswort motdepasse contrasena passwd
  qwertyuiop qwerty qwertz azerty asdfghjkl zxcvbnm qwertyqwerty letmein letmeinletmein welcome willkommen bienvenue
  iloveyou iloveyouforever princess dragon monkey football baseball superman batman starwars sunshine shadow master
  trustno trustnoone whatever nothing secret secretsecret topsecret supersecret changeme changemenow changeit
  admin adminadmin administrator root rootroot guest test testtest testtesttest default computer internet
  michael jennifer jessica charlie ashley daniel hunter thomas jordan liverpool chelsea arsenal barcelona
  january february march april may june july august september october november december
  spring summer autumn fall winter monday tuesday wednesday thursday friday saturday sunday
  correcthorsebatterystaple thequickbrownfox company finance accounting accountspayable invoice invoices
  purser purserpurser coupa coupacoupa coupaadmin welcometocoupa login loginlogin pass passpass pword
  abcabcabcabc qazwsxedc qazwsxedcrfv oneqaztwowsx iqazawsx zaqxsw zaqwsx oooooooooooo hello hellohello
  helloworld helloworldhello loveyou lovelove friends family flower cheese pokemon minecraft spiderman
  manchester manchesterunited realmadrid juventus freedom blessed jesus jesuschrist godisgood`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
