import { whileOthersWorked } from './other-sessions.ts';
import { readRow, type Row } from './row.ts';
import type { PersonRow } from './rows/person-row.ts';

/** One line of the history for people, `history --json` version 1 (docs/json.md). */
export interface HistoryEntry {
  readonly v: 1;
  /** The line number in `_signal_history.jsonl`, from 1. */
  readonly line: number;
  readonly kind: 'iteration' | 'person' | 'restored' | 'noticed' | 'gave-up' | 'python' | 'torn';
  readonly timestamp: string | null;
  readonly iteration: number | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly status: string | null;
  readonly accepted: boolean | null;
  /** The rule that was broken. */
  readonly problem: string | null;
  /** The provider, or the person. */
  readonly who: string | null;
  readonly attempts: number | null;
  readonly durationMs: number | null;
  readonly costUsd: number | null;
  /** The part of it that was computed from tokens. */
  readonly pricedUsd: number | null;
  /** Name in `_logs/`. */
  readonly log: string | null;
  readonly words: string | null;
  /** The repairs to the signal. */
  readonly repaired: readonly string[] | null;
  /** Why attempts were followed by a fresh one. */
  readonly fresh: readonly string[] | null;
}

const NOTHING = {
  timestamp: null,
  iteration: null,
  from: null,
  to: null,
  status: null,
  accepted: null,
  problem: null,
  who: null,
  attempts: null,
  durationMs: null,
  costUsd: null,
  pricedUsd: null,
  log: null,
  words: null,
  repaired: null,
  fresh: null,
} as const;

/**
 * Reads any line of the history, also of another tool; never throws. Undefined for an empty line.
 */
export function historyEntry(text: string, line: number): HistoryEntry | undefined {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') return undefined;
  const reading = readRow(trimmed);
  switch (reading.kind) {
    case 'row':
      return { ...NOTHING, v: 1, line, ...ownFields(reading.row) };
    case 'foreign':
      return { ...NOTHING, v: 1, line, ...pythonFields(trimmed, reading.row) };
    case 'broken':
      return { ...NOTHING, v: 1, line, kind: 'torn', words: trimmed.slice(0, 1000) };
  }
}

function ownFields(row: Row): Pick<HistoryEntry, 'kind'> & Partial<HistoryEntry> {
  const common = {
    kind: row.kind,
    timestamp: row.timestamp,
    iteration: row.iteration,
    from: row.sourcePhase,
    to: row.phase,
    status: row.status,
    accepted: row.accepted,
  };
  switch (row.kind) {
    case 'iteration':
      return {
        ...common,
        problem: row.problem,
        who: row.provider,
        attempts: row.attempts,
        durationMs: row.durationMs,
        costUsd: row.costUsd,
        pricedUsd: row.pricedUsd ?? null,
        log: row.log,
        words: joined(row.summary, row.reason),
        repaired: row.repaired ?? null,
        fresh: row.fresh ?? null,
      };
    case 'person':
      return { ...common, who: whoActed(row), words: joined(row.note, row.reason) };
    case 'restored':
    case 'noticed':
      return { ...common, words: row.reason };
    case 'gave-up':
      return {
        ...common,
        attempts: row.attempts,
        fresh: row.fresh ?? null,
        costUsd: row.costUsd,
        pricedUsd: row.pricedUsd ?? null,
        words: joined(row.reason, row.cure),
      };
  }
}

/** The one who acted, with the facts about them. */
export function whoActed({ by, caller, otherSessions, unverified }: PersonRow): string {
  const others = otherSessions === undefined ? undefined : whileOthersWorked(otherSessions);
  const facts = [caller, others, unverified === true ? 'not verified' : undefined];
  const told = facts.filter((fact) => fact !== undefined).join(', ');
  return told === '' ? by : `${by} (${told})`;
}

type Foreign = Extract<ReturnType<typeof readRow>, { kind: 'foreign' }>['row'];

function pythonFields(
  text: string,
  row: Foreign,
): Pick<HistoryEntry, 'kind'> & Partial<HistoryEntry> {
  // It parsed as an object a moment ago.
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const field = (name: string): string | null => {
    const found = value[name];
    return typeof found === 'string' && found !== '' ? found : null;
  };
  return {
    kind: 'python',
    timestamp: field('timestamp'),
    iteration: typeof value['iteration'] === 'number' ? value['iteration'] : null,
    from: field('source_phase'),
    to: row.phase ?? null,
    status: row.status,
    accepted: row.accepted,
    problem: field('validation_error'),
    who: 'python tool',
    words: joined(field('summary'), row.reason ?? null),
  };
}

function joined(...parts: readonly (string | null)[]): string | null {
  const said = [...new Set(parts)].filter((part) => part !== null && part !== '');
  return said.length === 0 ? null : said.join(' · ');
}
