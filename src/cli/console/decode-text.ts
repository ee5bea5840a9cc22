/** A person's file as text, or the reason why it is none; `encoding` names the one that it probably has. */
export type DecodedText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly problem: string; readonly encoding?: string };

/** As much of a file as its encoding is guessed from. */
const SAMPLE_BYTES = 4096;
/** Of the characters of a UTF-16 text in a European language almost all have a NUL byte. */
const NUL_SHARE = 0.5;
const NEWLINE = 10;

/**
 * Decodes by the byte order mark, without one as UTF-8. A text with NUL bytes or with bytes that are
 * not of its encoding is refused: an agent would be paid for garbage. Never throws.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (beginsWith(bytes, [0xff, 0xfe, 0, 0]) || beginsWith(bytes, [0, 0, 0xfe, 0xff])) {
    return { kind: 'refused', problem: 'is in UTF-32', encoding: 'UTF-32' };
  }
  if (beginsWith(bytes, [0xff, 0xfe])) return decodeUtf16(bytes.subarray(2), 'UTF-16LE');
  if (beginsWith(bytes, [0xfe, 0xff])) return decodeUtf16(bytes.subarray(2), 'UTF-16BE');
  return decodeUtf8(beginsWith(bytes, [0xef, 0xbb, 0xbf]) ? bytes.subarray(3) : bytes);
}

function decodeUtf16(bytes: Uint8Array, encoding: 'UTF-16LE' | 'UTF-16BE'): DecodedText {
  // Not every Node is built with a decoder for big endian.
  const littleEndian = encoding === 'UTF-16LE' ? bytes : swapPairs(bytes);
  const text = decode(littleEndian, 'utf-16le');
  if (text === undefined) {
    return { kind: 'refused', problem: `begins as ${encoding} and is damaged: a character is cut` };
  }
  return checked(text);
}

function decodeUtf8(bytes: Uint8Array): DecodedText {
  const encoding = bytes.includes(0) ? utf16WithoutMark(bytes) : undefined;
  if (encoding !== undefined) {
    return { kind: 'refused', problem: `is in ${encoding} without a byte order mark`, encoding };
  }
  const text = decode(bytes, 'utf-8');
  if (text !== undefined) return checked(text);
  if (bytes.includes(0)) return binary(lineOf(bytes, bytes.indexOf(0)));
  const at = firstBadByte(bytes);
  const byte = (bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  const problem = `is not in UTF-8: byte 0x${byte} in line ${lineOf(bytes, at)}`;
  return { kind: 'refused', problem, encoding: 'ISO-8859-1' };
}

function checked(text: string): DecodedText {
  const at = text.indexOf('\0');
  return at === -1 ? { kind: 'text', text } : binary(text.slice(0, at).split('\n').length);
}

function binary(line: number): DecodedText {
  return { kind: 'refused', problem: `has a NUL byte in line ${line}: it is not a text file` };
}

/** Where every second byte of a beginning is often NUL, and the bytes between those hardly ever are. */
function utf16WithoutMark(bytes: Uint8Array): string | undefined {
  if (bytes.length % 2 !== 0) return undefined;
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const share = (parity: number): number =>
    sample.filter((byte, at) => at % 2 === parity && byte === 0).length / (sample.length / 2);
  const [even, odd] = [share(0), share(1)];
  if (odd >= NUL_SHARE && even < odd / 10) return 'UTF-16LE';
  return even >= NUL_SHARE && odd < even / 10 ? 'UTF-16BE' : undefined;
}

/** The first byte that no UTF-8 text can have there. */
function firstBadByte(bytes: Uint8Array): number {
  // A beginning that is cut in a character is a good one: `stream` leaves that character out.
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isBeginning(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return isBeginning(bytes.subarray(0, bad)) ? Math.max(0, bytes.length - 1) : bad - 1;
}

function isBeginning(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function decode(bytes: Uint8Array, encoding: 'utf-8' | 'utf-16le'): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function swapPairs(bytes: Uint8Array): Uint8Array {
  const swapped = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) swapped[at] = bytes[at ^ 1] ?? 0;
  return swapped;
}

function lineOf(bytes: Uint8Array, at: number): number {
  return bytes.subarray(0, at).reduce((count, byte) => count + (byte === NEWLINE ? 1 : 0), 1);
}

function beginsWith(bytes: Uint8Array, head: readonly number[]): boolean {
  return head.every((byte, at) => bytes[at] === byte);
}
