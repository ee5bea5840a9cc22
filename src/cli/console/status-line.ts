import type { RunEvent } from '../../domain/run/event.ts';
import { liveAfter, NOTHING_LIVE, type Now } from '../../domain/run/live.ts';
import type { CommandPlace } from '../../domain/session/session-command.ts';
import { type LiveLine, liveLine } from '../render/live/live.ts';
import type { Paint } from '../render/live/paint.ts';
import type { Console } from './console.ts';
import { isForeground } from './foreground.ts';

/** The last line of a terminal: the run's current activity, below the lines that scroll. */
export interface StatusLine extends Disposable {
  /** Writes log lines above. */
  write(text: string): void;
  heard(event: RunEvent): void;
}

/** An agent may do a hundred things a second; a person reads four at most. */
const BUSY_MS = 250;
/** A burst of log lines is not interrupted for the line below it. */
const BURST_MS = 50;
const CLOCK_MS = 1000;
/** Something is drawn, and is to be drawn again. */
const RESIZED = '?';

/** To the end of the screen: a terminal that became narrower has broken the line in two. */
const CLEAR = '\u001B[J';
/** Also erases typed characters. */
const ERASE = `\r${CLEAR}`;
/** A width that the terminal sees differently is cut there and breaks nothing. */
const [NO_WRAP, WRAP] = ['\u001B[?7l', '\u001B[?7h'];

/**
 * Draws at the start of the last line and leaves the cursor there, so that erasing works after any
 * resize. Text that the terminal does not take at once is dropped, never queued. The line
 * disappears on dispose, or when the process exits.
 */
export function startStatusLine(out: Console, colours: Paint, place: CommandPlace): StatusLine {
  let live = NOTHING_LIVE;
  /** The text on the screen; empty: none. */
  let drawn = '';
  let drawnAtMs = performance.now();

  const draw = (): void => {
    drawnAtMs = performance.now();
    alarm.by(drawnAtMs + CLOCK_MS);
    if (!process.listeners('SIGTSTP').includes(onSuspend)) process.on('SIGTSTP', onSuspend);
    if (!isForeground()) {
      drawn = '';
      return;
    }
    // One cell stays free: a full line leaves the cursor where terminals differ.
    const line = liveLine(live, nowOf(), { cells: out.columns() - 1, place });
    if (line.text === '') erase();
    else if (line.text !== drawn && out.writeNow(bytesOf(line, colours))) drawn = line.text;
  };
  const erase = (): void => {
    if (drawn !== '') out.write(ERASE);
    drawn = '';
  };
  const onSuspend = suspendAfter(erase);
  const alarm = startAlarm(draw);
  const stopResize = out.onResize(() => {
    // The terminal may have wrapped the same text.
    if (drawn !== '') drawn = RESIZED;
    draw();
  });
  process.once('exit', erase);
  alarm.by(drawnAtMs + CLOCK_MS);

  return {
    write(text) {
      out.write(drawn === '' ? text : ERASE + text);
      drawn = '';
      if (performance.now() - drawnAtMs >= BURST_MS) draw();
      else alarm.by(drawnAtMs + BURST_MS);
    },
    heard(event) {
      live = liveAfter(live, event, nowOf());
      alarm.by(drawnAtMs + BUSY_MS);
    },
    [Symbol.dispose]() {
      alarm.cancel();
      stopResize();
      process.off('exit', erase);
      process.off('SIGTSTP', onSuspend);
      erase();
    },
  };
}

/** Ctrl-Z: the shell continues in place of our line. A second signal has the default effect. */
function suspendAfter(erase: () => void): () => void {
  const onSuspend = (): void => {
    erase();
    process.off('SIGTSTP', onSuspend);
    process.kill(process.pid, 'SIGTSTP');
  };
  return onSuspend;
}

/** Rings once at the earliest of the asked times. */
function startAlarm(ring: () => void) {
  let timer: NodeJS.Timeout | undefined;
  let dueMs = 0;
  const onTimer = (): void => {
    timer = undefined;
    ring();
  };
  return {
    by: (atMs: number): void => {
      if (timer !== undefined && dueMs <= atMs) return;
      clearTimeout(timer);
      dueMs = atMs;
      timer = setTimeout(onTimer, Math.max(0, atMs - performance.now())).unref();
    },
    cancel: (): void => {
      clearTimeout(timer);
    },
  };
}

function bytesOf({ text, isWarning }: LiveLine, colours: Paint): string {
  const painted = isWarning ? colours.warning(text) : colours.bold(text);
  return `\r${NO_WRAP}${painted}${CLEAR}${WRAP}\r`;
}

function nowOf(): Now {
  return { monotonicMs: performance.now(), epochMs: Date.now() };
}
