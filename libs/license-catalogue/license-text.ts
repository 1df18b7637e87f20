import type { FileFlag } from './vocabulary.js';

/** Letters that look like Latin ones, lower case: Cyrillic, Greek, Armenian and odd Latin (a selection of Unicode's confusables). */
const LOOKALIKES = new Map(
  Object.entries({
    a: 'аαɑ',
    b: 'вЬ',
    c: 'сϲ',
    d: 'ԁɗ',
    e: 'еєεҽ',
    g: 'ɡց',
    h: 'һнհ',
    i: 'іιıɩ',
    j: 'јϳ',
    k: 'кκ',
    l: 'ӏɭ',
    m: 'мɱ',
    n: 'пηոռ',
    o: 'оοσօ',
    p: 'рρ',
    q: 'ԛգ',
    r: 'гɾ',
    s: 'ѕʂ',
    t: 'тτ',
    u: 'υսʋ',
    v: 'νѵ',
    w: 'ԝѡω',
    x: 'хχ',
    y: 'уγү',
    z: 'ʐ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);
const DIGITS: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e' };

/** A text as a reader takes it: what is invisible is gone, lookalikes and accents are plain letters, all else is one space. */
export const foldText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{M}]/gu, '')
    .toLowerCase()
    .replace(/[^\p{ASCII}]/gu, (letter) => LOOKALIKES.get(letter) ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Only its letters, so that neither spacing nor a digit in a letter's place hides a word. */
const skeleton = (text: string): string =>
  foldText(text)
    .replace(/[013]/g, (digit) => DIGITS[digit]!)
    .replaceAll(' ', '');

/** Words of limits on use: beside terms without any they mean that something was added. */
const LIMITING = [
  'non-commercial',
  'not for commercial',
  'no commercial use',
  'commercial use is prohibited',
  'commercial use is not permitted',
  'commercial use is not allowed',
  'commercial use is forbidden',
  'research purposes only',
  'research use only',
  'only for research',
  'academic use only',
  'academic purposes only',
  'evaluation purposes only',
  'internal use only',
  'personal use only',
  'not for production',
  'monthly active users',
  'acceptable use policy',
  'prohibited uses',
  'use restrictions',
  'you shall not use',
  'you agree not to use',
  'may not be used for',
  'must not be used for',
  'no derivatives',
].map(skeleton);

/** Marks, controls, private and unassigned characters, and pictures of letters, which the fingerprint leaves out of a text. */
const LEFT_OUT = /[\p{Cf}\p{Co}\p{Cn}\p{M}]|(?![\t\n\v\f\r])\p{Cc}|(?![©®™℗°])\p{So}/u;
const TWO_SCRIPTS =
  /\p{sc=Latin}[\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Armenian}]|[\p{sc=Cyrillic}\p{sc=Greek}\p{sc=Armenian}]\p{sc=Latin}/u;

/** What makes a text another one to a reader than to a program, and words of limits in it. */
export function flagsOf(text: string): FileFlag[] {
  const composed = text.normalize('NFC');
  const letters = skeleton(text);
  const flags: FileFlag[] = [];
  if (LEFT_OUT.test(composed)) flags.push('hidden_characters');
  if (TWO_SCRIPTS.test(composed)) flags.push('mixed_scripts');
  if (LIMITING.some((words) => letters.includes(words))) flags.push('limiting_words');
  return flags;
}

const NOTICE =
  /^\s*(copyright\s*(\(c\)|©)|copyright\s*(?=\d{4})|(\(c\)|©)\s*(?=\d{4}))[\s\d,–-]*(present\s)?[\p{L}\p{N} .,&'<>@()/:_-]{0,80}$/iu;
const TITLE = /^\s*#*\s*(the\s+)?[\w. -]{1,40}\blicen[sc]e\b[\s(\w)]{0,12}$/i;
const RESERVED = /^\s*all rights reserved\.?\s*$/i;

/** The text without its title and its copyright lines, which differ between copies of one license; null where nothing goes. */
export function withoutNotices(text: string): string | null {
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const kept = lines.filter(
    (line, at) => !(NOTICE.test(line) || RESERVED.test(line) || (at === first && TITLE.test(line))),
  );
  return kept.length === lines.length ? null : kept.join('\n');
}
