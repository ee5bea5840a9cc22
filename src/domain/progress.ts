import type { Phase } from './phase.ts';

/** What an iteration brought: the first of these that is so; the first four are progress. */
export const SIGNS = ['phase', 'commit', 'artefact', 'content', 'unknown', 'none'] as const;
export type Sign = (typeof SIGNS)[number];

/** What costs next to nothing to look at, before and after an iteration. */
export interface Evidence {
  readonly from: Phase;
  readonly to: Phase;
  readonly before: Before | undefined;
  readonly after: { readonly head: Head; readonly artefacts: string };
}

/** HEAD as it stands in files; null where they do not say. */
export interface Head {
  /** The commit's id; `unborn` before the first one. */
  readonly commit: string | null;
  /** The id of its tree: two commits of the same content have the same. */
  readonly tree: string | null;
}

/** Taken before the first attempt of an iteration; kept with the mark. */
export interface Before {
  readonly commit: string | null;
  /** Names, sizes and times of the session's files, in one hash. */
  readonly artefacts: string;
  /** What changes from here on has a later time; epoch milliseconds of the file system's clock. */
  readonly since: number;
}

/** The work tree beside its HEAD, as far as it differs from it. */
export interface Content {
  readonly hash: string;
  /** When what differs was changed last; epoch milliseconds, 0 where nothing differs. */
  readonly changed: number;
  /** HEAD as git itself says. */
  readonly head: string | null;
}

/** How an iteration left the work: one of the states that may come back. */
export interface Trace {
  readonly phase: Phase;
  /** Tree or commit; null: unknown. */
  readonly head: string | null;
  /** Hash of what differs from HEAD; null where it was not looked at. */
  readonly content: string | null;
  readonly since: number;
}

/** What is remembered of the iterations since a person's act, a wait or a block. */
export interface Watch {
  /** Iterations in a row without progress. */
  readonly idle: number;
  /** The last states, oldest first, the same never twice in a row. */
  readonly recent: readonly Trace[];
  /** The content could not be looked at, and that was said. */
  readonly blind: boolean;
}

export const FRESH_WATCH: Watch = { idle: 0, recent: [], blind: false };

/** What is found out of one iteration, as its row keeps it; the row has the phase. */
export interface Progress extends Omit<Trace, 'phase'> {
  readonly sign: Sign;
  /** As in `Content`; null where the content was not looked at. */
  readonly changed: number | null;
}

/** Enough to see A, B, A, B. */
const TRACES = 4;

/**
 * Whether the content has to be looked at: only when nothing else moved, or when the session moved
 * back to where it has been, which may be no progress at all.
 */
export function needsContent(watch: Watch, evidence: Evidence): boolean {
  if (cheapSign(evidence) === undefined) return true;
  const at = place(evidence.to, headOf(evidence, undefined));
  const last = watch.recent.at(-1);
  const isBack = watch.recent.some((trace) => place(trace.phase, trace.head) === at);
  return last !== undefined && place(last.phase, last.head) !== at && isBack;
}

/** What an iteration brought; `content` is undefined where it was not, or could not be, looked at. */
export function progressOf(
  watch: Watch,
  evidence: Evidence,
  content: Content | undefined,
): Progress {
  return {
    sign: cheapSign(evidence) ?? contentSign(watch, evidence, content),
    head: headOf(evidence, content),
    content: content?.hash ?? null,
    changed: content?.changed ?? null,
    since: evidence.before?.since ?? 0,
  };
}

/** Adds what was found out of an iteration that ended in `phase`; of one without, nothing is known. */
export function watchOn(watch: Watch, phase: Phase, progress: Progress | undefined): Watch {
  if (progress === undefined) return FRESH_WATCH;
  const { sign, head, content, since } = progress;
  const trace = { phase, head, content, since };
  return {
    idle: sign === 'none' ? watch.idle + 1 : 0,
    recent: [...lookBack(watch.recent, trace, progress.changed), trace]
      .filter((one, index, all) => !isEqual(one, all[index - 1]))
      .slice(-TRACES),
    blind: watch.blind || (sign === 'unknown' && content === null),
  };
}

function cheapSign({ from, to, before, after }: Evidence): Sign | undefined {
  if (from !== to) return 'phase';
  if (before === undefined) return undefined;
  const { commit } = after.head;
  if (commit !== null && before.commit !== null && commit !== before.commit) return 'commit';
  return after.artefacts === before.artefacts ? undefined : 'artefact';
}

/** Nothing else has moved: what the content says. */
function contentSign(watch: Watch, { before }: Evidence, content: Content | undefined): Sign {
  if (content === undefined || before === undefined) return 'unknown';
  const last = watch.recent.at(-1);
  const earlier = last?.content ?? null;
  if (before.commit === null) {
    // Files do not say where HEAD was: only an earlier look tells.
    if (earlier === null || last?.head !== content.head) return 'unknown';
  }
  const isSame = earlier === null ? content.changed < before.since : earlier === content.hash;
  return isSame ? 'none' : 'content';
}

function headOf({ after }: Evidence, content: Content | undefined): string | null {
  const { tree, commit } = after.head;
  return tree ?? commit ?? content?.head ?? null;
}

/**
 * What was changed last before an iteration began was so at its beginning, too: states that nobody
 * looked at are known by a later look.
 */
function lookBack(
  recent: readonly Trace[],
  trace: Trace,
  changed: number | null,
): readonly Trace[] {
  let since = trace.since;
  let isKnown = changed !== null;
  return recent
    .toReversed()
    .map((one) => {
      isKnown &&= (changed ?? 0) < since && (one.content ?? trace.content) === trace.content;
      since = one.since;
      return isKnown ? { ...one, content: trace.content } : one;
    })
    .toReversed();
}

/** Known to be equal: what was not looked at is not. */
export function isEqual(one: Trace, other: Trace | undefined): boolean {
  return (
    other !== undefined &&
    place(one.phase, one.head) === place(other.phase, other.head) &&
    one.head !== null &&
    one.content !== null &&
    one.content === other.content
  );
}

function place(phase: Phase, head: string | null): string {
  return `${phase} ${head ?? '?'}`;
}
