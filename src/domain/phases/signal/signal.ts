import { printable } from '../../text/printable.ts';
import { parsePhase, type Phase, PHASES } from '../phase.ts';
import {
  type Need,
  NEEDS,
  type Status,
  STATUSES,
  WAIT_REASONS,
  type WaitReason,
} from '../rules.ts';
import { parseOrRepair } from './json-text.ts';
import type { Slip } from './slips.ts';
import { spelled } from './spelling.ts';

/** The content of `_signal.json`, with its enumerated fields in canonical form. */
export interface Signal {
  readonly status: Status;
  readonly phase: Phase | undefined;
  readonly summary: string | undefined;
  readonly reason: string | undefined;
  readonly needs: Need | undefined;
  readonly for: WaitReason | undefined;
}

/** What came of reading `_signal.json`. */
export type SignalReading =
  /** `raw` is the value as written, or the start of its text if it is too long or nested too deeply. */
  | {
      readonly kind: 'signal';
      readonly signal: Signal;
      readonly raw: unknown;
      /** Left out where nothing had to be repaired. */
      readonly repaired?: readonly Slip[];
    }
  /** Missing, empty, `{}`, `null` or `[]`: the agent said nothing. */
  | { readonly kind: 'none' }
  /** Not a signal; `reason` quotes at most about 200 printable characters of it. */
  | { readonly kind: 'malformed'; readonly reason: string; readonly raw?: unknown };

/** The longest piece of an agent's text that a reason quotes. */
const QUOTE_LENGTH = 200;
/** The longest summary or reason that is kept: every later look at the history reads it again. */
const TEXT_LENGTH = 10_000;
const RAW_LENGTH = 4 * TEXT_LENGTH;
const DEEPEST = 100;

/**
 * Reads the text of a `_signal.json`; never throws. `slips` are repairs of the file itself, which
 * the text no longer shows.
 */
export function readSignal(text: string, slips: readonly Slip[] = []): SignalReading {
  const body = text.replace(/^\uFEFF/, '').trim();
  if (body === '') return { kind: 'none' };
  const json = parseOrRepair(body);
  if (json.kind === 'refused') {
    return malformed(`the signal is not JSON: ${quote(body)} (${json.message})`, cut(body));
  }
  const { value } = json;
  if (isNothing(value)) return { kind: 'none' };
  if (!isRecord(value) && !isListOfOne(value)) {
    return malformed(`the signal is no object: ${quote(body)}`, cut(body));
  }
  const isTooDeep = isDeep(value);
  const written = json.isExtract === true ? body : value;
  const raw = body.length > RAW_LENGTH || isTooDeep ? cut(body) : written;
  const { fields, slips: spellings } = isTooDeep
    ? { fields: isRecord(value) ? value : {}, slips: [] }
    : spelled(value);
  const reading = fromObject(fields, raw);
  const repaired = [...slips, ...json.slips, ...spellings];
  return reading.kind === 'signal' && repaired.length > 0 ? { ...reading, repaired } : reading;
}

function isNothing(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function isListOfOne(value: unknown): value is readonly [Fields] {
  return Array.isArray(value) && value.length === 1 && isRecord(value[0]);
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The repairs that were needed to read the signal. */
export function slipsOf(reading: SignalReading): readonly Slip[] {
  return reading.kind === 'signal' ? (reading.repaired ?? []) : [];
}

function malformed(reason: string, raw: unknown): SignalReading {
  return { kind: 'malformed', reason: printable(reason), raw };
}

const TEXT_FIELDS = ['status', 'phase', 'summary', 'reason', 'needs', 'for'] as const;
type TextFields = Partial<Record<(typeof TEXT_FIELDS)[number], string>>;

type Fields = Readonly<Record<string, unknown>>;

function fromObject(value: Fields, raw: unknown): SignalReading {
  const fields = textFields(value);
  if (typeof fields === 'string') return malformed(fields, raw);
  if (fields.status === undefined) {
    return malformed(`the signal has no "status": ${show(raw)}`, raw);
  }
  const status = oneOf(STATUSES, fields.status);
  if (status === undefined) return malformed(unknown('status', fields.status, STATUSES), raw);
  const phase = parsePhase(fields.phase ?? '');
  if (status === 'continue' && fields.phase !== undefined && phase === undefined) {
    return malformed(unknown('phase', fields.phase, PHASES), raw);
  }
  const waitsFor = oneOf(WAIT_REASONS, fields.for);
  if (status === 'waiting' && fields.for !== undefined && waitsFor === undefined) {
    return malformed(unknown('for', fields.for, WAIT_REASONS), raw);
  }
  const needs = oneOf(NEEDS, fields.needs);
  const { summary, reason } = fields;
  return { kind: 'signal', signal: { status, phase, summary, reason, needs, for: waitsFor }, raw };
}

/** The value of a field that its status does not use is of no importance; a need is a hint alone. */
function isUsed(name: string, status: unknown): boolean {
  const word = typeof status === 'string' ? status.trim().toLowerCase() : undefined;
  switch (name) {
    case 'needs':
      return false;
    case 'for':
      return word === 'waiting';
    case 'phase':
      return word === 'continue';
    default:
      return true;
  }
}

/** The fields that are not blank, or the problem of one that is no text. */
function textFields(value: Fields): TextFields | string {
  const fields: TextFields = {};
  for (const name of TEXT_FIELDS) {
    const field = Object.hasOwn(value, name) ? value[name] : undefined;
    if (field === undefined || field === null) continue;
    if (typeof field !== 'string' && !isUsed(name, value['status'])) continue;
    if (typeof field !== 'string') return `the signal's "${name}" is no text: ${show(field)}`;
    if (field.trim() !== '') fields[name] = shortened(field);
  }
  return fields;
}

function oneOf<T extends string>(values: readonly T[], text: string | undefined): T | undefined {
  const wanted = text?.trim().toLowerCase();
  return values.find((value) => value === wanted);
}

function unknown(field: string, value: string, values: readonly string[]): string {
  return `the signal's "${field}" is ${show(value)}; valid: ${values.join(', ')}`;
}

function show(value: unknown): string {
  return isDeep(value) ? 'something deeply nested' : quote(JSON.stringify(value));
}

/** Nested deeper than anyone would; JSON.parse takes it, but JSON.stringify would overflow the stack. */
function isDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    level = level.flatMap((one): readonly unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}

function shortened(text: string): string {
  return text.length > TEXT_LENGTH ? `${cut(text, TEXT_LENGTH)}…` : text;
}

function cut(text: string, length = QUOTE_LENGTH): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}

function quote(text: string): string {
  return text.length > QUOTE_LENGTH ? `${cut(text)}…` : text;
}
