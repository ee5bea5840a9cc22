import type { Stops } from '../../app/ports/repository.ts';
import { type Doing, doingAfter, doingWords, STARTING } from '../../domain/run/doing.ts';
import type { RunEvent } from '../../domain/run/event.ts';
import { printable } from '../../domain/text/printable.ts';
import { monotonicMs } from '../monotonic.ts';
import type { HeartbeatFile } from './heartbeat.ts';
import { sendLimit, type ServiceManager } from './service-manager.ts';

/** The signs of life of one run. Nothing of it throws, and nothing makes the loop wait. */
export interface Liveness extends AsyncDisposable {
  /** The run told this. */
  readonly heard: (event: RunEvent) => void;
  /** The loop goes into a wait of at most so many milliseconds, 0 when it comes out of it. */
  readonly expect: (ms: number) => void;
}

export interface LivenessOptions {
  readonly run: string;
  readonly pid: number;
  readonly heartbeat: HeartbeatFile;
  readonly manager: ServiceManager;
  /** Sends a ping to a dead-man service; in the background. */
  readonly ping: { ping(): void; flush(until: AbortSignal): Promise<void> };
  readonly stops: Stops;
  /** Told at most once why there are no beats. */
  readonly onFailure: (reason: string) => void;
  readonly beatMs: number;
  /** The time that the loop may need beyond an announced wait: ending processes, notices, files. */
  readonly slackMs: number;
}

/** A reader takes a file for old after several of these. */
export const BEAT_MS = 15_000;
export const SLACK_MS = 5 * 60_000;
/** News in quick succession are told together. */
const CALM_MS = 1000;

/**
 * Beats by a timer, so that a loop which hangs in a system call stops, and only while the loop is within
 * the wait that it announced, so that one which waits for what never comes stops, too.
 */
export function startLiveness(options: LivenessOptions): Liveness {
  const { manager, heartbeat, ping, slackMs, stops } = options;
  let [doing, since]: [Doing, Date] = [STARTING, new Date()];
  let wellUntilMs = monotonicMs() + slackMs;
  let hasFailed = false;
  const isWell = (): boolean => monotonicMs() < wellUntilMs;

  const onDisk = tryEach((error) => {
    if (!hasFailed) options.onFailure(`no heartbeat: ${printable(String(error))}`);
    hasFailed = true;
  });
  const say = (): void => {
    onDisk(() => {
      const { run, pid } = options;
      heartbeat.write({ v: 1, run, pid, ...doing, since: since.toISOString() });
    });
    manager.tell({ STATUS: doingWords(doing) });
  };
  const calm = calmly(say);
  const timers = startBeats(options, isWell, () => {
    onDisk(heartbeat.touch);
  });
  calm.soon();
  const stopping = (): void => {
    manager.tell({ STOPPING: '1' });
  };
  stops.stop.addEventListener('abort', stopping);

  return {
    heard: (event) => {
      wellUntilMs = Math.max(wellUntilMs, monotonicMs() + slackMs);
      if (event.kind === 'decided') ping.ping();
      const next = doingAfter(doing, event);
      if (next === doing) return;
      [doing, since] = [next, new Date()];
      calm.soon();
    },
    expect: (ms) => {
      wellUntilMs = monotonicMs() + ms + slackMs;
    },
    [Symbol.asyncDispose]: async () => {
      for (const timer of timers) clearInterval(timer);
      calm.cancel();
      stops.stop.removeEventListener('abort', stopping);
      if (!stops.stop.aborted) manager.tell({ STOPPING: '1', STATUS: doingWords(doing) });
      using last = sendLimit(stops);
      await Promise.all([manager.close(last.signal), ping.flush(last.signal)]);
      onDisk(heartbeat.end);
    },
  };
}

function tryEach(onError: (error: unknown) => void): (act: () => void) => void {
  return (act) => {
    try {
      act();
    } catch (error) {
      onError(error);
    }
  };
}

/** The beats on disk and to the service manager. */
function startBeats(
  { manager, beatMs }: LivenessOptions,
  isWell: () => boolean,
  touch: () => void,
): readonly NodeJS.Timeout[] {
  const timers = [beatEvery(beatMs, isWell, touch)];
  if (manager.watchdogMs === undefined) return timers;
  const beat = beatEvery(manager.watchdogMs / 3, isWell, () => {
    manager.tell({ WATCHDOG: '1' });
  });
  return [...timers, beat];
}

function beatEvery(ms: number, isWell: () => boolean, beat: () => void): NodeJS.Timeout {
  return setInterval(() => {
    if (isWell()) beat();
  }, ms).unref();
}

/** At once when the last time is long enough ago, else as soon as it is. */
function calmly(act: () => void): { soon(): void; cancel(): void } {
  let lastMs = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  const now = (): void => {
    timer = undefined;
    lastMs = monotonicMs();
    act();
  };
  return {
    soon: () => {
      const waitMs = lastMs + CALM_MS - monotonicMs();
      if (timer !== undefined) return;
      if (waitMs <= 0) now();
      else timer = setTimeout(now, waitMs).unref();
    },
    cancel: () => {
      clearTimeout(timer);
    },
  };
}
