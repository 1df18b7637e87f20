// AssemblyScript (compiled by generate.mjs): reads lines of JSONL where they stand in a block, 16 or 64 bytes at a time. It knows the
// well-formed lines only; whatever it does not know at once is left to the full check, which has the words for it.

/** Facts about each line read, for the caller: where it begins and ends, what it is, messages, and 64 bits that name its bytes. */
const LINES = 1024;
const FACTS: usize = 24;
/** Where the caller puts the block. 64 bytes before it and 128 behind it may be read, and never count. */
const BLOCK: usize = FACTS * LINES + 64;
const PAST: i32 = 128;

const CHAT = 1;
const PREFERENCE = 2;
const COMPLETION = 3;

const EMAIL = 1 << 4;
const SECRET = 1 << 5;
const NUMBER = 1 << 6;

const LF: i8 = 0x0a;
const CR = 0x0d;

let at: usize = 0;
let last: usize = 0;

/** Begins a block of whole lines; the last one is without its line feed, which is put here. */
export function begin(length: i32): void {
  at = BLOCK;
  last = BLOCK + length;
  memory.fill(last, 0, PAST);
  store<u8>(last, LF);
}

/** Reads up to LINES lines; says how many, 0 behind the last one. */
export function more(): i32 {
  let lines = 0;
  for (let facts: usize = 0; lines < LINES && at <= last; lines += 1, facts += FACTS) {
    const feed = endOfLine(at);
    const end = feed > at && byte(feed - 1) == CR ? feed - 1 : feed;
    messageCount = 0;
    store<u32>(facts, at - BLOCK);
    store<u32>(facts, end - BLOCK, 4);
    store<i32>(facts, formatOf(at, end) | suspects(at, end), 8);
    store<i32>(facts, messageCount, 12);
    store<u64>(facts, xxh64(at, end), 16);
    at = feed + 1;
  }
  return lines;
}

/** The line feed at or behind p; there always is one. */
function endOfLine(p: usize): usize {
  while (!v128.any_true(anyOf(eq(v128.load(p), LF), eq(v128.load(p, 16), LF), eq(v128.load(p, 32), LF), eq(v128.load(p, 48), LF)))) p += 64;
  return p + <usize>ctz(whereIs(p, LF));
}

// ---- structure

let messageCount: i32 = 0;
let role: i32 = 0;
let learned: bool = false;
/** The text has an escape (`\u`, `\/`) that can be written otherwise: other bytes may then be the same text. */
let ambiguous: bool = false;
let textFrom: usize = 0;
let textTo: usize = 0;

const USER = 1;
const ASSISTANT = 2;
const SYSTEM = 3;

/** CHAT, PREFERENCE or COMPLETION: a line without fault or warning; 0: ask the full check. */
function formatOf(at: usize, end: usize): i32 {
  let p = space(at);
  if (byte(p) != 0x7b) return 0;
  p = space(p + 1);
  let format = 0;
  if (isKey8(p, 0x736567617373656d)) {
    p = chat(p, end);
    format = CHAT;
  } else if (isPrompt(p) || isCompletion(p)) {
    p = completion(p, end);
    format = COMPLETION;
  } else {
    p = preference(p, end);
    format = PREFERENCE;
  }
  if (p == 0 || byte(p) != 0x7d) return 0;
  return space(p + 1) == end ? format : 0;
}

/** From the key "messages" on; the place behind the list, or 0. */
function chat(p: usize, end: usize): usize {
  p = messages(p, end);
  return role == ASSISTANT && learned ? p : 0;
}

function messages(p: usize, end: usize): usize {
  if (!isKey8(p, 0x736567617373656d)) return 0;
  p = colon(p + 10);
  if (p == 0 || byte(p) != 0x5b) return 0;
  learned = false;
  do {
    p = message(space(p + 1), end);
    if (p == 0) return 0;
    messageCount += 1;
    p = space(p);
  } while (byte(p) == 0x2c);
  return byte(p) == 0x5d ? space(p + 1) : 0;
}

function preference(p: usize, end: usize): usize {
  let seen = 0;
  let from: usize = 0, to: usize = 0;
  do {
    if (seen != 0) p = space(p + 1);
    let key = 0;
    if (isInput(p)) {
      key = 1;
      p = input(p, end);
    } else {
      key = outputAt(p);
      p = key == 0 ? 0 : output(p + (key == 2 ? 18 : 22), end);
      if (from == 0) {
        from = textFrom;
        to = textTo;
      } else if (p != 0 && same(from, to, textFrom, textTo)) return 0;
    }
    if (p == 0 || seen & key) return 0;
    seen |= key;
    p = space(p);
  } while (byte(p) == 0x2c);
  return seen == 7 ? p : 0;
}

function input(p: usize, end: usize): usize {
  p = colon(p + 7);
  if (p == 0 || byte(p) != 0x7b) return 0;
  p = messages(space(p + 1), end);
  return p != 0 && byte(p) == 0x7d && role == USER ? p + 1 : 0;
}

/** Behind its key: a list of one assistant message. */
function output(p: usize, end: usize): usize {
  p = colon(p);
  if (p == 0 || byte(p) != 0x5b) return 0;
  p = message(space(p + 1), end);
  if (p == 0 || role != ASSISTANT || ambiguous) return 0;
  messageCount += 1;
  p = space(p);
  return byte(p) == 0x5d ? p + 1 : 0;
}

function completion(p: usize, end: usize): usize {
  let seen = 0;
  do {
    if (seen != 0) p = space(p + 1);
    const key = isCompletion(p) ? 1 : isPrompt(p) ? 2 : 0;
    if (key == 0 || seen & key) return 0;
    seen |= key;
    p = colon(p + (key == 1 ? 12 : 8));
    if (p == 0 || byte(p) != 0x22) return 0;
    const close = endOfString(p + 1, end);
    if (close == 0 || (key == 1 && close == p + 1)) return 0;
    p = space(close + 1);
  } while (byte(p) == 0x2c);
  messageCount = 2;
  return seen == 3 ? p : 0;
}

/** One message of role, content, name and weight, in any order; the place behind it, or 0. */
function message(p: usize, end: usize): usize {
  if (byte(p) != 0x7b) return 0;
  let seen = 0, weight = 1;
  let is = 0;
  do {
    p = space(p + 1);
    if (byte(p) != 0x22) return 0;
    let key = 0;
    if (load<u32>(p + 1) == 0x656c6f72 && byte(p + 5) == 0x22) {
      key = 1; // role
      p = colon(p + 6);
      if (p == 0) return 0;
      is = roleAt(p);
      if (is == 0) return 0;
      p += is == USER ? 6 : is == ASSISTANT ? 11 : byte(p + 1) == 0x73 ? 8 : 11;
    } else if (load<u64>(p + 1) == 0x22746e65746e6f63) {
      key = 2; // content
      p = colon(p + 9);
      if (p == 0 || byte(p) != 0x22) return 0;
      textFrom = p + 1;
      ambiguous = false;
      textTo = endOfString(textFrom, end);
      if (textTo == 0) return 0;
      p = textTo + 1;
    } else if (load<u32>(p + 1) == 0x656d616e && byte(p + 5) == 0x22) {
      key = 4; // name
      p = colon(p + 6);
      if (p == 0 || byte(p) != 0x22) return 0;
      const was = ambiguous;
      const close = endOfString(p + 1, end);
      ambiguous = was;
      if (close == 0) return 0;
      p = close + 1;
    } else if (load<u32>(p + 1) == 0x67696577 && load<u16>(p + 5) == 0x7468 && byte(p + 7) == 0x22) {
      key = 8; // weight
      p = colon(p + 8);
      if (p == 0) return 0;
      weight = byte(p) - 0x30;
      if (weight != 0 && weight != 1) return 0;
      p += 1;
    } else return 0;
    if (seen & key) return 0;
    seen |= key;
    p = space(p);
  } while (byte(p) == 0x2c);
  if (byte(p) != 0x7d || (seen & 3) != 3) return 0;
  role = is;
  if (is == ASSISTANT) {
    if (textTo == textFrom) return 0;
    if (weight == 1) learned = true;
  } else if (seen & 8) return 0;
  return p + 1;
}

/** "user", "assistant", "system" or "developer"; a tool's message is for the full check. */
function roleAt(p: usize): i32 {
  const four = load<u32>(p + 1);
  if (byte(p) != 0x22) return 0;
  if (four == 0x72657375 && byte(p + 5) == 0x22) return USER;
  if (four == 0x69737361 && load<u32>(p + 5) == 0x6e617473 && load<u16>(p + 9) == 0x2274) return ASSISTANT;
  if (four == 0x74737973 && load<u16>(p + 5) == 0x6d65 && byte(p + 7) == 0x22) return SYSTEM;
  if (four == 0x65766564 && load<u32>(p + 5) == 0x65706f6c && load<u16>(p + 9) == 0x2272) return SYSTEM;
  return 0;
}

/** The closing quote of a string that begins at p; 0 for a control character, a wrong escape, a NUL and half of a pair. */
function endOfString(p: usize, end: usize): usize {
  while (p < end) {
    const hit = i8x16.bitmask(isStop(v128.load(p)));
    if (hit == 0) {
      p += 16;
      continue;
    }
    p += ctz(hit);
    if (p >= end) return 0;
    const c = byte(p);
    if (c == 0x22) return p;
    if (c != 0x5c) return 0;
    p = behindEscape(p);
    if (p == 0) return 0;
  }
  return 0;
}

/** A quote, a backslash or a control character. */
@inline function isStop(v: v128): v128 {
  return v128.or(v128.or(eq(v, 0x22), eq(v, 0x5c)), isControl(v));
}

function behindEscape(p: usize): usize {
  switch (byte(p + 1)) {
    case 0x2f:
      ambiguous = true;
    case 0x22:
    case 0x5c:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return p + 2;
    case 0x75:
      ambiguous = true;
      break;
    default:
      return 0;
  }
  const code = hex4(p + 2);
  if (code <= 0) return 0;
  if ((code & 0xf800) != 0xd800) return p + 6;
  if (code >= 0xdc00 || load<u16>(p + 6) != 0x755c) return 0;
  return (hex4(p + 8) & 0xfc00) == 0xdc00 ? p + 12 : 0;
}

/** The number, or one below zero. */
function hex4(p: usize): i32 {
  return (hex(p) << 12) | (hex(p + 1) << 8) | (hex(p + 2) << 4) | hex(p + 3);
}

function hex(p: usize): i32 {
  const c = byte(p), low = c | 0x20;
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  return low >= 0x61 && low <= 0x66 ? low - 0x57 : -1;
}

@inline function byte(p: usize): i32 {
  return load<u8>(p);
}

@inline function space(p: usize): usize {
  while (byte(p) == 0x20 || byte(p) == 0x09) p += 1;
  return p;
}

@inline function colon(p: usize): usize {
  p = space(p);
  return byte(p) == 0x3a ? space(p + 1) : 0;
}

@inline function isKey8(p: usize, name: u64): bool {
  return byte(p) == 0x22 && load<u64>(p + 1) == name && byte(p + 9) == 0x22;
}

@inline function isInput(p: usize): bool {
  return byte(p) == 0x22 && load<u32>(p + 1) == 0x75706e69 && load<u16>(p + 5) == 0x2274;
}

@inline function isPrompt(p: usize): bool {
  return byte(p) == 0x22 && load<u32>(p + 1) == 0x6d6f7270 && load<u16>(p + 5) == 0x7470 && byte(p + 7) == 0x22;
}

@inline function isCompletion(p: usize): bool {
  return byte(p) == 0x22 && load<u64>(p + 1) == 0x6974656c706d6f63 && load<u16>(p + 9) == 0x6e6f && byte(p + 11) == 0x22;
}

/** 2 for the key "preferred_output", 4 for "non_preferred_output". */
function outputAt(p: usize): i32 {
  if (byte(p) != 0x22) return 0;
  const key = load<u32>(p + 1) == 0x5f6e6f6e ? 4 : 2;
  const name = p + (key == 4 ? 5 : 1);
  const is = load<u64>(name) == 0x6572726566657270 && load<u64>(name + 8) == 0x74757074756f5f64 && byte(name + 16) == 0x22;
  return is ? key : 0;
}

function same(a: usize, aEnd: usize, b: usize, bEnd: usize): bool {
  if (aEnd - a != bEnd - b) return false;
  for (; a < aEnd; a += 1, b += 1) if (byte(a) != byte(b)) return false;
  return true;
}

// ---- what may be personal or secret: never less than the patterns of check-sensitive.ts find, which then say what it is

function suspects(at: usize, end: usize): i32 {
  let found = 0;
  let digitsBefore: u64 = 0;
  for (let p = at; p < end; p += 64) {
    const a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
    const sa = isSign(a), sb = isSign(b), sc = isSign(c), sd = isSign(d);
    const da = isDigit(a), db = isDigit(b), dc = isDigit(c), dd = isDigit(d);
    let digits: u64 = 0;
    if (v128.any_true(v128.or(anyOf(sa, sb, sc, sd), anyOf(da, db, dc, dd)))) {
      const inLine = end - p < 64 ? (<u64>1 << <u64>(end - p)) - 1 : u64.MAX_VALUE;
      let signs = bits(sa, sb, sc, sd) & inLine;
      for (; signs != 0; signs &= signs - 1) found |= around(p + <usize>ctz(signs));
      digits = bits(da, db, dc, dd) & inLine;
      if (popcnt(digits) + popcnt(digitsBefore >> 48) >= 7 && hasNumber(p, digits, digitsBefore)) found |= NUMBER;
    }
    digitsBefore = digits;
  }
  return found;
}

/** One of + - _ @ I J x, without which no pattern but the numbers matches. No two of them have the same lower half. */
@inline function isSign(v: v128): v128 {
  const ofLow = i8x16(0x40, -1, -1, -1, -1, -1, -1, -1, 0x78, 0x49, 0x4a, 0x2b, -1, 0x2d, -1, 0x5f);
  return i8x16.eq(v, i8x16.swizzle(ofLow, v128.and(v, i8x16.splat(15))));
}

// An unsigned bound costs the processor two instructions more than a signed one of bytes moved by 128.
@inline function isDigit(v: v128): v128 {
  return i8x16.lt_s(i8x16.add(v, i8x16.splat(-128 - 0x30)), i8x16.splat(-128 + 10));
}

@inline function isControl(v: v128): v128 {
  return i8x16.lt_s(i8x16.add(v, i8x16.splat(-128)), i8x16.splat(-128 + 0x20));
}

/** What may stand around the sign at p: an address, a number, or a fixed beginning: sk- lu- pat- --B hf_ gh?_ pat_ KIA SIA AIz eyJ xox. */
function around(p: usize): i32 {
  const before = byte(p - 1), next = byte(p + 1);
  const two = load<u16>(p - 2);
  const isPat = two == 0x7461 && byte(p - 3) == 0x70;
  switch (byte(p)) {
    case 0x2b: // +
      return next >= 0x30 && next <= 0x39 ? NUMBER : 0;
    case 0x40: // @
      return before > 0x24 && next > 0x2c ? EMAIL : 0;
    case 0x2d: // -
      return two == 0x6b73 || two == 0x756c || isPat || load<u16>(p + 1) == 0x422d ? SECRET : 0;
    case 0x5f: // _
      return two == 0x6668 || load<u16>(p - 3) == 0x6867 || isPat ? SECRET : 0;
    case 0x49: // I
      return (next == 0x41 && (before == 0x4b || before == 0x53)) || (before == 0x41 && next == 0x7a) ? SECRET : 0;
    case 0x4a: // J
      return two == 0x7965 ? SECRET : 0;
    default: // x
      return load<u16>(p + 1) == 0x786f ? SECRET : 0;
  }
}

/** In the 64 bytes from p, or from 16 bytes before. */
function hasNumber(p: usize, digits: u64, digitsBefore: u64): bool {
  if (isNumber(digits, whereIs(p, 0x20) | whereIs(p, 0x2d), whereIs(p, 0x2e))) return true;
  p -= 16;
  return isNumber((digitsBefore >> 48) | (digits << 16), whereIs(p, 0x20) | whereIs(p, 0x2d), whereIs(p, 0x2e));
}

/** `ddd dddd` with a blank, dash or dot between (a phone number's end), or 13 digits with single blanks or dashes between. */
function isNumber(d: u64, gaps: u64, dots: u64): bool {
  const s = gaps | dots;
  const phone = d & (d >> 1) & (d >> 2) & (s >> 3) & (d >> 4) & (d >> 5) & (d >> 6) & (d >> 7);
  const n = d | (gaps & (d >> 1) & (d << 1));
  const n2 = n & (n >> 1), n4 = n2 & (n2 >> 2), n8 = n4 & (n4 >> 4);
  return (phone | (n8 & (n8 >> 5))) != 0;
}

@inline function eq(v: v128, c: i8): v128 {
  return i8x16.eq(v, i8x16.splat(c));
}

@inline function anyOf(a: v128, b: v128, c: v128, d: v128): v128 {
  return v128.or(v128.or(a, b), v128.or(c, d));
}

/** One bit for each of 64 bytes: the highest. */
@inline function bits(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = <u64>i8x16.bitmask(a) | (<u64>i8x16.bitmask(b) << 16);
  return low | (<u64>i8x16.bitmask(c) << 32) | (<u64>i8x16.bitmask(d) << 48);
}

function whereIs(p: usize, c: i8): u64 {
  return bits(eq(v128.load(p), c), eq(v128.load(p, 16), c), eq(v128.load(p, 32), c), eq(v128.load(p, 48), c));
}

// ---- xxHash64, seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md)

const P1: u64 = 0x9e3779b185ebca87;
const P2: u64 = 0xc2b2ae3d27d4eb4f;
const P3: u64 = 0x165667b19e3779f9;
const P4: u64 = 0x85ebca77c2b2ae63;
const P5: u64 = 0x27d4eb2f165667c5;

@inline function round(acc: u64, lane: u64): u64 {
  return rotl<u64>(acc + lane * P2, 31) * P1;
}

@inline function merge(acc: u64, lane: u64): u64 {
  return (acc ^ round(0, lane)) * P1 + P4;
}

function xxh64(p: usize, end: usize): u64 {
  const length: u64 = end - p;
  let h: u64 = P5;
  if (length >= 32) {
    let a = P1 + P2, b = P2, c: u64 = 0, d: u64 = 0 - P1;
    for (; p + 32 <= end; p += 32) {
      a = round(a, load<u64>(p));
      b = round(b, load<u64>(p, 8));
      c = round(c, load<u64>(p, 16));
      d = round(d, load<u64>(p, 24));
    }
    h = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    h = merge(merge(merge(merge(h, a), b), c), d);
  }
  h += length;
  for (; p + 8 <= end; p += 8) h = rotl<u64>(h ^ round(0, load<u64>(p)), 27) * P1 + P4;
  if (p + 4 <= end) {
    h = rotl<u64>(h ^ (<u64>load<u32>(p) * P1), 23) * P2 + P3;
    p += 4;
  }
  for (; p < end; p += 1) h = rotl<u64>(h ^ (<u64>load<u8>(p) * P5), 11) * P1;
  h = (h ^ (h >> 33)) * P2;
  h = (h ^ (h >> 29)) * P3;
  return h ^ (h >> 32);
}
