import { PHASES } from '../phase.ts';
import { NEEDS, STATUSES, WAIT_REASONS } from '../rules.ts';
import type { Slip } from './slips.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a signal as they are meant, and the slips in them. */
export interface Spelled {
  readonly fields: Fields;
  readonly slips: readonly Slip[];
}

const KNOWN = { status: STATUSES, phase: PHASES, needs: NEEDS, for: WAIT_REASONS } as const;
const NAMES = ['status', 'phase', 'summary', 'reason', 'needs', 'for'] as const;

/**
 * Reads keys and known words in another spelling (`Status`, `qa-answers`, `planApproval`), a summary or reason in another
 * type, and a list or an object around the signal. A key that is there as it should be is taken as it is; two others
 * that mean one are left.
 */
export function spelled(value: object): Spelled {
  const inner = unwrapped(value);
  const slips = new Set<Slip>(inner.slips);
  const fields: Record<string, unknown> = {};
  for (const name of NAMES) {
    const key = keyFor(name, inner.fields);
    if (key === undefined) continue;
    if (key !== name) slips.add('key in another spelling');
    const given = inner.fields[key];
    const text = name in KNOWN ? onlyOf(given) : textOf(given);
    if (text !== given)
      slips.add(name in KNOWN ? 'value in another spelling' : 'text in another type');
    const word = known(name, text);
    if (word !== undefined) slips.add('value in another spelling');
    fields[name] = word ?? text;
  }
  return { fields, slips: [...slips] };
}

function unwrapped(value: object): Spelled {
  if (Array.isArray(value)) {
    const [only] = value as readonly unknown[];
    return value.length === 1 && isObject(only)
      ? { fields: only, slips: ['list around the object'] }
      : { fields: {}, slips: [] };
  }
  const fields = value as Fields;
  const [[name, inner] = ['', undefined], ...others] = Object.entries(fields);
  const isAround = others.length === 0 && AROUND.test(name) && isObject(inner);
  return isAround ? { fields: inner, slips: ['object around the object'] } : { fields, slips: [] };
}

/** Under another name it may be an example, or the one before. */
const AROUND = /^_?(?:signal|result|output|response)(?:\.json)?$/i;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyFor(name: string, fields: Fields): string | undefined {
  if (Object.hasOwn(fields, name)) return name;
  const like = Object.keys(fields).filter((key) => key.trim().toLowerCase() === name);
  return like.length === 1 ? like[0] : undefined;
}

/** The one text of a list. */
function onlyOf(value: unknown): unknown {
  const [only] = Array.isArray(value) && value.length === 1 ? (value as readonly unknown[]) : [];
  return typeof only === 'string' ? only : value;
}

function textOf(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  const isPlain = Array.isArray(value) && value.every((one) => typeof one === 'string');
  return isPlain ? value.join('\n') : JSON.stringify(value);
}

/** The word that is meant, if it is written in another way. */
function known(name: (typeof NAMES)[number], value: unknown): string | undefined {
  if (!(name in KNOWN) || typeof value !== 'string') return undefined;
  const words: readonly string[] = KNOWN[name as keyof typeof KNOWN];
  if (words.includes(value.trim().toLowerCase())) return undefined;
  const said = bare(value);
  const found = words.find((word) => bare(word) === said);
  return found ?? (name === 'status' ? FORMS[said] : undefined);
}

const FORMS: Readonly<Record<string, (typeof STATUSES)[number]>> = {
  ...{ continued: 'continue', continuing: 'continue' },
  ...{ block: 'blocked', wait: 'waiting', waitinghuman: 'waiting' },
};

/** Without case, marks, and the `s` of a plural. */
function bare(value: string): string {
  return value
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toLowerCase()
    .replace(/s(?=[^a-z]|$)|[\s_*`"'.-]+/g, '');
}
