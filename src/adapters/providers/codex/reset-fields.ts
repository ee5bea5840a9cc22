/** When the API's answer says that a window opens again: at a time, after a time, or both. */
export interface ResetFields {
  /** Epoch milliseconds. */
  readonly resetsAt?: number;
  /** Milliseconds after the answer. */
  readonly resetsInMs?: number;
}

const LONGEST_MS = 8 * 24 * 60 * 60_000;
/** The answer may be a JSON text in a JSON text: its quotes have backslashes then. */
const VALUE = `[\\\\"']*\\s*:\\s*[\\\\"']*`;
const AT = new RegExp(
  `\\bresets_?at\\b${VALUE}(?:(\\d{4}-\\d\\d-\\d\\dT[\\d:.]{5,15}(?:Z|[+-]\\d\\d:?\\d\\d))|(\\d{9,13})(?!\\d))`,
  'i',
);
const IN = new RegExp(`\\bresets_?in_?seconds\\b${VALUE}(\\d{1,9}(?:\\.\\d{1,9})?)(?!\\d)`, 'i');
/** More digits than seconds have for the next 3000 years. */
const MILLISECONDS_FROM = 12;

/**
 * `resets_at` (epoch seconds or milliseconds, or a date) and `resets_in_seconds`, wherever they are in a
 * line of the error channel: fields of the event, or of an answer that its message quotes.
 */
export function resetFields(line: string): ResetFields {
  const [, date, epoch] = AT.exec(line) ?? [];
  const [, seconds] = IN.exec(line) ?? [];
  const at = date === undefined ? epochMs(epoch) : Date.parse(date);
  return {
    ...(at !== undefined && !Number.isNaN(at) && { resetsAt: at }),
    ...(seconds !== undefined && { resetsInMs: Number(seconds) * 1000 }),
  };
}

function epochMs(digits: string | undefined): number | undefined {
  if (digits === undefined) return undefined;
  return Number(digits) * (digits.length >= MILLISECONDS_FROM ? 1 : 1000);
}

/**
 * The reset in epoch milliseconds: the first of both that is ahead and not more than 8 days away, else
 * the first that is there. Undefined where there is none.
 */
export function resetFrom({ resetsAt, resetsInMs }: ResetFields, now: number): number | undefined {
  const known = [resetsAt, resetsInMs === undefined ? undefined : now + resetsInMs];
  const isPlausible = (at: number | undefined): boolean =>
    at !== undefined && at > now && at <= now + LONGEST_MS;
  return known.find(isPlausible) ?? known.find((at) => at !== undefined);
}
