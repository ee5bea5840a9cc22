import { errorMessage } from '../../text/error-code.ts';
import { printable } from '../../text/printable.ts';
import { objectIn } from './around.ts';
import { repairJson, saysTwice } from './repair.ts';
import type { Slip } from './slips.ts';

const MESSAGE_LENGTH = 100;

/** What came of it. */
type Json =
  | {
      readonly kind: 'json';
      readonly value: unknown;
      readonly slips: readonly Slip[];
      /** More than the value was written. */
      readonly isExtract?: true;
    }
  /** In the parser's words about the text as it was written. */
  | { readonly kind: 'refused'; readonly message: string };

/** Reads a text as JSON, with its slips repaired where it has one meaning. */
export function parseOrRepair(text: string): Json {
  const asWritten = parse(text);
  if (asWritten.kind === 'json') return asWritten;
  const repaired = parseRepaired(text);
  if (repaired !== undefined) return repaired;
  const found = objectIn(text);
  if (found === undefined || saysTwice(found.text)) return asWritten;
  const plain = parse(found.text);
  const json = plain.kind === 'json' ? plain : parseRepaired(found.text);
  if (json?.kind !== 'json') return asWritten;
  return { ...json, slips: [...json.slips, ...found.slips], isExtract: true };
}

function parseRepaired(text: string): Json | undefined {
  const repaired = repairJson(text);
  const json = repaired === undefined ? undefined : parse(repaired.text);
  if (repaired !== undefined && json?.kind === 'json') return { ...json, slips: repaired.slips };
  const quoted = withPlainQuotes(text);
  const other = quoted === undefined || saysTwice(quoted) ? undefined : parse(quoted);
  return other?.kind === 'json'
    ? { ...other, slips: ['other quotes'], isExtract: true }
    : undefined;
}

/** Only where all quotes of the text are of one other kind: none of them can be part of a string then. */
function withPlainQuotes(text: string): string | undefined {
  if (!text.startsWith('{') || text.includes('"')) return undefined;
  if (/['`]/.test(text)) return /[“”`\\]/.test(text) ? undefined : text.replaceAll("'", '"');
  return /[“”]/.test(text) ? text.replace(/[“”]/g, '"') : undefined;
}

function parse(text: string): Json {
  try {
    return { kind: 'json', value: JSON.parse(text), slips: [] };
  } catch (error) {
    const message = errorMessage(error);
    return { kind: 'refused', message: printable(message, MESSAGE_LENGTH) };
  }
}
