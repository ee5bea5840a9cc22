import { type DeniedCalls, deniedLines } from '../../prompt/denied.ts';
import type { Row } from '../../session/row.ts';
import type { Facts } from '../../session/rows/iteration-row.ts';
import { shortLines } from '../../text/short-lines.ts';
import { isoOf } from '../../text/timestamps.ts';
import type { Stretch } from '../axis.ts';
import type { HistoryLine } from '../history-line.ts';
import type { Changes, ReportedIteration } from '../report.ts';
import { joined, tokensOf } from './fields.ts';

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

type Python = Extract<HistoryLine, { kind: 'python' }>;

export function pythonIteration({ entry, at }: Python): ReportedIteration {
  return {
    iteration: entry.iteration ?? 0,
    from: entry.from ?? entry.to ?? '?',
    to: entry.to ?? '?',
    startedAt: null,
    endedAt: isoOf(at),
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

export function iterationOf(
  row: Extract<Row, { kind: 'iteration' }>,
  stretch: Stretch | undefined,
  changes: ReadonlyMap<string, Changes>,
): ReportedIteration {
  return {
    iteration: row.iteration,
    from: row.sourcePhase,
    to: row.phase,
    startedAt: isoOf(stretch?.from),
    endedAt: isoOf(stretch?.to),
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
