import { formatDuration } from '../text/duration.ts';

/** Signs of life of a child that prints nothing; all times in milliseconds. */
export interface Witnesses {
  /** Since the last event of the provider, its own retries among them. */
  readonly eventMs: number;
  /** Since each of the others was last seen to move; never longer than `eventMs`. */
  readonly logMs: number;
  readonly cpuMs: number;
  readonly filesMs: number;
  /** Since the silence began: growth of stdout and stderr, CPU of the child and all it started. */
  readonly logBytes: number;
  readonly cpuSpentMs: number;
}

/**
 * `busy`: something moves, although nothing is said. `silent`: nothing does, as while a model thinks.
 * `hung`: nothing has for longer than any healthy gap on record.
 */
export type Life = 'busy' | 'silent' | 'hung';

const MINUTE = 60_000;
/** A witness that moved within this time speaks for life. */
const STILL_MS = MINUTE;
/** Healthy gaps of 774 to 831 s are on record (users.md 7). */
const HUNG_MS = 15 * MINUTE;
/** Before the first word of the model: Claude gives up on a request without an answer after 361 s. */
const HUNG_UNSPOKEN_MS = 7 * MINUTE;
/** A silence is told at these, and then every hour. */
const STEPS_MS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE] as const;

/** For how long nothing at all has moved. */
export function stillMs({ eventMs, logMs, cpuMs, filesMs }: Witnesses): number {
  return Math.min(eventMs, logMs, cpuMs, filesMs);
}

/** `hasSpoken`: the model has said or done something in this attempt. */
export function lifeOf(witnesses: Witnesses, hasSpoken: boolean): Life {
  const still = stillMs(witnesses);
  if (still < STILL_MS) return 'busy';
  return still < (hasSpoken ? HUNG_MS : HUNG_UNSPOKEN_MS) ? 'silent' : 'hung';
}

/**
 * Names the reportable state of a silence: each state once per step (1, 5, 15, 30, 60 minutes, then
 * every hour). A caller that remembers the last value reports no state twice.
 */
export function newsOf(life: Life, eventMs: number): string | undefined {
  const step = stepOf(eventMs);
  return step === 0 ? undefined : `${step} ${life}`;
}

function stepOf(eventMs: number): number {
  const [, , , , hour] = STEPS_MS;
  if (eventMs >= hour) return STEPS_MS.length - 1 + Math.floor(eventMs / hour);
  return STEPS_MS.filter((step) => eventMs >= step).length;
}

/** `no event for 4 min, log still, CPU 0.1 s, no file changed`. */
export function witnessWords(witnesses: Witnesses): string {
  const { eventMs, logMs, logBytes, cpuSpentMs, filesMs } = witnesses;
  const log = logBytes === 0 ? 'log still' : `log grew by ${sizeWords(logBytes)}${ago(logMs)}`;
  const files = filesMs < eventMs ? `a file changed${ago(filesMs)}` : 'no file changed';
  const cpu = `CPU ${(cpuSpentMs / 1000).toFixed(1)} s`;
  return [`no event for ${ageWords(eventMs)}`, log, cpu, files].join(', ');
}

/** What moved last long ago is no news any more. */
function ago(ms: number): string {
  return ms < STILL_MS ? '' : ` ${ageWords(ms)} ago`;
}

/** Whole minutes from the first on: the looks are no finer. */
function ageWords(ms: number): string {
  return formatDuration(ms < MINUTE ? ms : Math.floor(ms / MINUTE) * MINUTE);
}

function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2
    ? `${Math.round(bytes / 1024)} KiB`
    : `${Math.round(bytes / 1024 ** 2)} MiB`;
}
