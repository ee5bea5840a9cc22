import { afterRun } from '../../domain/queue/after-run.ts';
import { type Ending, isResting } from '../../domain/run/event.ts';
import { isRetried } from '../../domain/session/standing.ts';
import { admitNow } from '../loop/prepare.ts';
import { isMessageLeft } from '../people/steer.ts';
import type { RunEnd } from '../ports/queue/work.ts';
import type { Loop } from '../run/loop.ts';
import { freshPace } from '../run/pace.ts';
import { look } from '../session/look.ts';

/** The ending of this run for `samocode work`; a person's act between the last look and `seen` is not lost. */
export function runEnd(
  loop: Loop,
  ending: Ending,
  { why, seen }: { readonly why: string; readonly seen: () => string },
): RunEnd {
  const next = afterRun(ending, loop.clock.now().getTime());
  if (next.kind !== 'waits') return { ...next, why };
  const before = seen();
  if (hasNews(loop, ending)) return { kind: 'again', why };
  const { rows } = loop.session.store.ledger();
  const left = { ending: ending.kind, rows };
  return { ...next, ...left, why, path: loop.session.store.path, seen: before };
}

function hasNews(loop: Loop, ending: Ending): boolean {
  if (isMessageLeft(loop)) return true;
  if (!isResting(ending) || (ending.kind === 'blocked' && isRetried(ending))) return false;
  const { options } = loop.settings;
  const pace = freshPace(loop.clock.monotonicMs(), options);
  return admitNow(loop, pace, look(loop.session.store), options.gates).kind === 'ready';
}
