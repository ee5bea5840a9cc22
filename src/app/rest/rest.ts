import { stepMs } from '../../domain/provider/retry.ts';
import type { Ending } from '../../domain/run/event.ts';
import { isForPerson } from '../../domain/session/standing.ts';
import type { Notice, NoticeKind, Undelivered } from '../ports/notifier.ts';
import type { Untold } from '../ports/session/state.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import { look, type View } from '../session/look.ts';
import { choicesOf } from '../telegram/notice.ts';
import { noticeOf } from './ending.ts';
import { sendNotice } from './send-notice.ts';

const RESIDENT_LOOK_MS = 1000;
/** A tick of cron may come so much earlier after the one before. */
const TICK_SLACK_MS = 30_000;
/** However quiet the folder seems, a resident run looks at the session itself this often. */
const RESIDENT_FULL_LOOK = 60;

/**
 * Notifies people of an ending, once per occurrence. A notice that could not be sent is tried again
 * when a run, or a later look of this one, finds the same state a quarter of an hour later.
 */
export async function tellEnding(
  loop: Loop,
  ending: Ending,
  /** Called before the notice is sent. */
  onSend: () => void = () => undefined,
): Promise<void> {
  const { store, lease, leases } = loop.session;
  const view = look(store);
  const notice = noticeOf(loop, view, ending);
  if (notice === undefined) return;
  const told = `${occurrence(view)}:${TOLD_AS[notice.kind] ?? notice.kind}:${view.state.lost}`;
  if (view.state.told === told || (view.ledger.rows === 0 && view.state.lost === 0)) return;
  const before = view.state.untold?.ending === told ? view.state.untold : undefined;
  const at = loop.clock.now().getTime();
  if (before !== undefined && isTooSoon(before, at)) return;
  const chosen = choicesOf(store, ending);
  const handOver = ending.kind === 'done' ? await handedOver(loop, ending) : {};
  onSend();
  const failure = await sendNotice(
    loop.teller,
    { ...notice, ...chosen, ...handOver },
    before?.shown,
  );
  const untold = failure && untoldAfter(failure, { ending: told, at, before });
  const save = (): void => {
    const state = store.state();
    store.saveState({ ...state, told: untold ? state.told : told, untold });
  };
  // Said busy, the lease keeps all commands out.
  if (lease.isBusy()) save();
  else await leases.exclusively(save);
}

/** The number of rows that tells one ending from the next; a note for the next agent makes none. */
function occurrence({ ledger: { rows, inputs } }: View): number {
  return rows - inputs.filter(({ act }) => act === 'noted').length;
}

/**
 * Lets people act on the session from now on: they may read the notice, and press a button below it, before all of it is
 * sent.
 */
export function freeSession({ session }: Loop): void {
  session.store.flushState();
  session.lease.update({ busy: false });
}

async function handedOver(
  { teller }: Loop,
  ending: Ending,
): Promise<Pick<Notice, 'text' | 'handOver'>> {
  const handOver = await teller.handOver();
  return { text: teller.words(ending, handOver), handOver };
}

/** The words of the state file, where they are not those of a notice. */
const TOLD_AS: Readonly<Partial<Record<NoticeKind, string>>> = {
  done: 'complete',
  failed: 'error',
  disk: 'error',
  parked: 'limit',
};

function untoldAfter(
  { unsure, shown }: Undelivered,
  { ending, at, before }: Pick<Untold, 'ending' | 'at'> & { readonly before: Untold | undefined },
): Untold {
  return { ending, at, unsure: (before?.unsure ?? 0) + (unsure ? 1 : 0), shown };
}

/**
 * A notice that may have arrived is repeated at growing intervals. A clock that was set back delays
 * none.
 */
function isTooSoon({ at, unsure }: Untold, now: number): boolean {
  return now >= at && now - at < stepMs(unsure) - TICK_SLACK_MS;
}

/** Where a run rests. */
export interface Rest {
  readonly ending: Ending;
  /** Where it rested last, when nothing has been done since: it is not told again. */
  readonly before: Ending | undefined;
  readonly seen: string;
}

/** Whether a resident run has something new to look at since `seen`; false when it ends here. */
export async function awaitPerson(loop: Loop, { ending, before, seen }: Rest): Promise<boolean> {
  if (!loop.settings.options.resident || !isForPerson(ending.kind) || isStopped(loop)) return false;
  if (JSON.stringify(ending) !== JSON.stringify(before)) {
    loop.teller.report({ kind: 'ended', ending, resident: true });
  }
  loop.session.lease.update({ busy: false });
  // A person may take days: the try after a reset is another run's meanwhile.
  loop.books.limits.release();
  loop.teller.poller?.begin();
  for (let looks = 0; looks < RESIDENT_FULL_LOOK; looks += 1) {
    if (loop.session.store.fingerprint() !== seen) return true;
    await loop.clock.sleep(RESIDENT_LOOK_MS, loop.stops.stop);
    if (isStopped(loop)) return false;
  }
  return true;
}
