import { type DeniedCalls, deniedLines } from '../prompt/denied.ts';
import { addForeign, addRow } from '../session/fold.ts';
import { whoActed } from '../session/history-entry.ts';
import { EMPTY_LEDGER, type Ledger } from '../session/ledger.ts';
import type { Row } from '../session/row.ts';
import type { Facts } from '../session/rows/iteration-row.ts';
import { shortLines } from '../text/short-lines.ts';
import { openAxis, type Rest, type Stretch } from './axis.ts';
import type { HistoryLine } from './history-line.ts';
import type { Changes, Happening, RedProof, ReportData, ReportedIteration } from './report.ts';
import { modelSums, phaseSums, totalsOf } from './sums.ts';
import { timeOf } from './time.ts';
import { waitsOf } from './waits.ts';

/** Facts from outside the history. Times are epoch milliseconds. */
export interface Around {
  /** What ended before is left out. */
  readonly since: number | undefined;
  readonly now: number;
  /** When the agent that is at work now began; undefined: none is. */
  readonly workingSince: number | undefined;
  /** When runs rested because of the provider, in the order of time. */
  readonly rests: readonly Rest[];
  /** Changes by the name that `rangeOf` gives; a missing entry is unknown. */
  readonly changes: ReadonlyMap<string, Changes>;
}

/** Builds the report from the history. Every sum is over entries that are also in the lists. */
export function buildReport(history: readonly HistoryLine[], around: Around): ReportData {
  const iterations: ReportedIteration[] = [];
  const happenings: Happening[] = [];
  const axis = openAxis(around.rests);
  let ledger: Ledger = EMPTY_LEDGER;
  let proof: RedProof | null = null;
  for (const told of history) {
    const { at } = told;
    const stretch = at === undefined ? undefined : axis.add(ledger, at, durationOf(told));
    const isShown = around.since === undefined || (at !== undefined && at >= around.since);
    if (told.kind === 'python') {
      ledger = addForeign(ledger, told.row);
      if (isShown) iterations.push(pythonIteration(told));
      continue;
    }
    const { row } = told;
    ledger = addRow(ledger, row);
    if (!isShown) continue;
    if (row.kind !== 'iteration') happenings.push(happeningOf(row, at));
    else {
      iterations.push(iterationOf(row, stretch, around.changes));
      if (row.problem === 'verify') {
        proof = { iteration: row.iteration, at: iso(at), text: row.reason ?? '' };
      }
    }
  }
  axis.end(ledger, around.now, around.workingSince);
  const since = begunBy(iterations, around.since);
  const waits = waitsOf(axis.gaps, { since, now: around.now });
  return {
    iterations,
    waits,
    happenings,
    proof,
    phases: phaseSums(iterations),
    models: modelSums(iterations),
    totals: { ...totalsOf(iterations, happenings, waits), pricesOf: ledger.pricesOf ?? null },
    time: reportedTime(axis, waits, since),
  };
}

/** `since`, or before it the begin of the first iteration that is shown: an iteration is shown whole. */
function begunBy(
  [first]: readonly ReportedIteration[],
  since: number | undefined,
): number | undefined {
  if (since === undefined || first?.startedAt == null) return since;
  return Math.min(since, Date.parse(first.startedAt));
}

/** From the first work or wait that is shown to the end of the last one. */
function reportedTime(
  { first, last, work }: ReturnType<typeof openAxis>,
  waits: ReportData['waits'],
  since: number | undefined,
): ReportData['time'] {
  const [begins, to] = [first(), last()];
  if (begins === undefined || to === undefined) return null;
  return timeOf({ from: Math.min(Math.max(begins, since ?? begins), to), to }, { work, waits });
}

/** Names the commits of an iteration; undefined where its row does not say, or nothing was committed. */
export function rangeOf(facts: Facts | undefined): { before: string; after: string } | undefined {
  const before = facts?.headBefore ?? undefined;
  const after = facts?.headAfter ?? undefined;
  if (before === undefined || after === undefined || before === after) return undefined;
  return { before, after };
}

/** The key of a range in `Around.changes`. */
export function rangeKey({ before, after }: { before: string; after: string }): string {
  return `${before}..${after}`;
}

const NO_CHANGES: Changes = { commits: 0, files: 0, insertions: 0, deletions: 0 };

function changesOf(
  facts: Facts | undefined,
  known: ReadonlyMap<string, Changes>,
): ReportedIteration['changes'] {
  const range = rangeOf(facts);
  if (range !== undefined) return known.get(rangeKey(range)) ?? null;
  return facts === undefined || facts.headAfter === null || facts.headBefore === null
    ? null
    : NO_CHANGES;
}

function durationOf(told: HistoryLine): number {
  return told.kind === 'own' && told.row.kind === 'iteration'
    ? Math.max(0, told.row.durationMs)
    : 0;
}

type Python = Extract<HistoryLine, { kind: 'python' }>;

function pythonIteration({ entry, at }: Python): ReportedIteration {
  return {
    iteration: entry.iteration ?? 0,
    from: entry.from ?? entry.to ?? '?',
    to: entry.to ?? '?',
    startedAt: null,
    endedAt: iso(at),
    durationMs: null,
    status: entry.status ?? '',
    problem: entry.problem,
    words: entry.words,
    who: 'python tool',
    model: null,
    effort: null,
    attempts: null,
    tokens: null,
    costUsd: null,
    pricedUsd: null,
    exitCode: null,
    log: null,
    changes: null,
    denied: null,
    lost: [],
    wrote: null,
    fallback: null,
    stronger: null,
  };
}

function iterationOf(
  row: Extract<Row, { kind: 'iteration' }>,
  stretch: Stretch | undefined,
  changes: ReadonlyMap<string, Changes>,
): ReportedIteration {
  return {
    iteration: row.iteration,
    from: row.sourcePhase,
    to: row.phase,
    startedAt: iso(stretch?.from),
    endedAt: iso(stretch?.to),
    durationMs: row.durationMs,
    status: row.status,
    problem: row.problem,
    words: joined(row.summary, row.reason),
    who: row.provider,
    model: row.model,
    effort: row.effort ?? null,
    attempts: row.attempts,
    tokens: tokensOf(row),
    costUsd: row.costUsd,
    pricedUsd: row.pricedUsd ?? null,
    exitCode: row.facts?.exitCode ?? null,
    log: row.log,
    changes: changesOf(row.facts, changes),
    denied: row.denied === undefined ? null : deniedShown(row.denied),
    lost: shortLines(row.lost ?? []),
    wrote: row.wrote ?? null,
    fallback: row.fallback ?? null,
    stronger: row.stronger ?? null,
  };
}

/** A row is a file that an agent can write to. */
function deniedShown(denied: DeniedCalls): ReportedIteration['denied'] {
  return { count: denied.count, calls: deniedLines(denied) };
}

function happeningOf(row: Exclude<Row, { kind: 'iteration' }>, at: number | undefined): Happening {
  const common = { at: iso(at), status: row.status, from: row.sourcePhase, to: row.phase };
  const free = { tokens: null, costUsd: null, pricedUsd: null };
  switch (row.kind) {
    case 'person':
      return {
        ...common,
        ...free,
        kind: row.kind,
        who: row.unverified === true ? whoActed(row) : row.by,
        words: row.note,
      };
    case 'restored':
    case 'noticed':
      return { ...common, ...free, kind: row.kind, who: null, words: row.reason };
    case 'gave-up':
      return {
        ...common,
        kind: row.kind,
        who: null,
        words: joined(row.reason, row.cure),
        tokens: tokensOf(row),
        costUsd: row.costUsd,
        pricedUsd: row.pricedUsd ?? null,
      };
  }
}

function tokensOf({ usage }: Extract<Row, { kind: 'iteration' | 'gave-up' }>): number | null {
  return usage === null ? null : usage.inputTokens + usage.outputTokens;
}

function joined(...parts: readonly (string | null)[]): string | null {
  const said = [...new Set(parts)].filter((part) => part !== null && part !== '');
  return said.length === 0 ? null : said.join(' · ');
}

/** Null too where a history names a time that no date can hold. */
function iso(ms: number | undefined): string | null {
  const date = new Date(ms ?? NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
