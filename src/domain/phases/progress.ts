import type { Phase } from './phase.ts';

/** The result of an iteration: the first sign that applies. The first four are progress. */
export const SIGNS = ['phase', 'commit', 'artefact', 'content', 'unknown', 'none'] as const;
export type Sign = (typeof SIGNS)[number];

/** What costs next to nothing to look at, before and after an iteration. */
export interface Evidence {
  readonly from: Phase;
  readonly to: Phase;
  readonly before: Before | undefined;
  /** Artefacts are looked at only where neither phase nor HEAD moved. */
  readonly after: { readonly head: Head; readonly artefacts: string | undefined };
}

/** HEAD as read from files; null where they do not tell. */
export interface Head {
  /** The commit's id; `unborn` before the first one. */
  readonly commit: string | null;
  /** The id of its tree: two commits of the same content have the same. */
  readonly tree: string | null;
}

/** Taken before the first attempt of an iteration; kept with the mark. */
export interface Before {
  readonly commit: string | null;
  /** Names, sizes and times of the session's files; many of them in one hash. */
  readonly artefacts: string;
  /** What changes from here on has a later time; epoch milliseconds of the file system's clock. */
  readonly since: number;
}

/** The differences between the work tree and its HEAD. */
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
  /** The commit; null: unknown. */
  readonly head: string | null;
  /** Its tree; null: unknown. */
  readonly tree: string | null;
  /** Hash of what differs from HEAD; null where it was not looked at. */
  readonly content: string | null;
  readonly since: number;
}

/** A summary of the iterations since the last act of a person, wait or block. */
export interface Watch {
  /** Iterations in a row without progress. */
  readonly idle: number;
  /** The last states, oldest first, the same never twice in a row. */
  readonly recent: readonly Trace[];
  /** The content could not be looked at, and that was said. */
  readonly blind: boolean;
}

export const FRESH_WATCH: Watch = { idle: 0, recent: [], blind: false };

/** The findings about one iteration, as its row keeps them; the row also has the phase. */
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
  const at = { phase: evidence.to, ...headOf(evidence, undefined) };
  const last = watch.recent.at(-1);
  if (last === undefined) return false;
  return [isSamePlace, isLikePlace].some(
    (isAt) => !isAt(last, at) && watch.recent.some((trace) => isAt(trace, at)),
  );
}

/** Judges an iteration; `content` is undefined where it was not, or could not be, examined. */
export function progressOf(
  watch: Watch,
  evidence: Evidence,
  content: Content | undefined,
): Progress {
  return {
    sign: cheapSign(evidence) ?? contentSign(watch, evidence, content),
    ...headOf(evidence, content),
    content: content?.hash ?? null,
    changed: content?.changed ?? null,
    since: evidence.before?.since ?? 0,
  };
}

/**
 * Adds the findings of an iteration that ended in `phase`; an iteration without findings adds an
 * unknown state.
 */
export function watchOn(watch: Watch, phase: Phase, progress: Progress | undefined): Watch {
  if (progress === undefined) return FRESH_WATCH;
  const { sign, changed, ...rest } = progress;
  const trace = { phase, ...rest };
  return {
    idle: sign === 'none' ? watch.idle + 1 : 0,
    recent: [...lookBack(watch.recent, trace, changed), trace]
      .filter((one, index, all) => !isSame(one, all[index - 1]))
      .slice(-TRACES),
    blind: watch.blind || (sign === 'unknown' && trace.content === null),
  };
}

/** Whether HEAD was moved to another commit, as far as files say. */
export function isNewCommit(before: Before | undefined, { commit }: Head): boolean {
  const earlier = before?.commit ?? null;
  return commit !== null && earlier !== null && commit !== earlier;
}

function cheapSign({ from, to, before, after }: Evidence): Sign | undefined {
  if (from !== to) return 'phase';
  if (before === undefined) return undefined;
  if (isNewCommit(before, after.head)) return 'commit';
  return after.artefacts === before.artefacts ? undefined : 'artefact';
}

/** Nothing else changed, so the content decides. */
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

function headOf({ after }: Evidence, content: Content | undefined): Pick<Trace, 'head' | 'tree'> {
  return { head: after.head.commit ?? content?.head ?? null, tree: after.head.tree };
}

/**
 * Completes earlier states: the last change before an iteration began was already there at its
 * beginning, so a later look reveals states that were not examined.
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

/** Whether two states are known to be equal: the same commit and the same content. */
export function isSame(one: Trace, other: Trace | undefined): boolean {
  return other !== undefined && isSamePlace(one, other) && isSameContent(one, other);
}

/** Known to hold the same, be it in another commit. */
export function isLike(one: Trace, other: Trace): boolean {
  return isLikePlace(one, other) && isSameContent(one, other);
}

type Place = Pick<Trace, 'phase' | 'head' | 'tree'>;

function isSamePlace(one: Place, other: Place): boolean {
  return one.phase === other.phase && one.head !== null && one.head === other.head;
}

function isLikePlace(one: Place, other: Place): boolean {
  if (isSamePlace(one, other)) return true;
  return one.phase === other.phase && one.tree !== null && one.tree === other.tree;
}

/** Content that was not examined never counts as equal. */
function isSameContent(one: Trace, other: Trace): boolean {
  return one.content !== null && one.content === other.content;
}
