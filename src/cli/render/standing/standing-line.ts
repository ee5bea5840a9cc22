import type { View } from '../../../app/session/look.ts';
import { type InLine, lineWords } from '../../../domain/queue/in-line.ts';
import { type NamedSession, sessionCommand } from '../../../domain/session/session-command.ts';
import { withPause } from '../../../domain/session/standing.ts';
import { printable } from '../../../domain/text/printable.ts';
import { standingWords } from './standing-words.ts';

/** The line of `standingLine` after a person's act; `isHeld`: by a run, which looks at the session again. */
export function afterActLine(
  view: Parameters<typeof standingLine>[0],
  named: NamedSession,
  { line, isHeld }: { readonly line: InLine | undefined; readonly isHeld: boolean },
): string {
  const isReady = view.standing.kind === 'ready' && view.ledger.paused === undefined;
  return isHeld && isReady ? `in ${view.phase}; its run goes on` : standingLine(view, named, line);
}

/** The state of a session and the next useful act, in one line. `line`: `samocode work` is to start it. */
export function standingLine(
  { phase, standing, ledger }: Pick<View, 'phase' | 'standing' | 'ledger'>,
  named: NamedSession,
  line?: InLine,
): string {
  // A pause of a session that is done holds nothing up, and no resume ends it.
  const now = standing.kind === 'done' ? standing : withPause(standing, ledger.paused);
  if (now.kind === 'ready') {
    return `in ${phase}, ready; ${nextWords(named, line)}`;
  }
  return printable(standingWords(now, named).line(phase));
}

function nextWords(named: NamedSession, line: InLine | undefined): string {
  if (line === undefined) return `to run it: ${sessionCommand(named)}`;
  const { said, command } = lineWords(line);
  if (line.kind === 'started') return said;
  return `in line, but ${said}${command === undefined ? '' : `; to start it: ${command}`}`;
}
