import { approve, reject, waitsForApproval } from '../../../app/people/acts.ts';
import { look } from '../../../app/session/look.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { type OpenSession, openSession } from '../../compose/people/open-session.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { canAsk } from '../../console/ask.ts';
import { print } from '../../console/print.ts';
import { askAboutPlan, type PlanWord } from './ask-about-plan.ts';
import { actElsewhere } from './elsewhere.ts';
import { withoutExample } from './example-note.ts';
import { actAndSay } from './gates.ts';

interface ApproveFlags extends PlaceFlags {
  readonly note?: string;
  readonly yes?: boolean;
}

/**
 * `samocode approve`: the accepted move from planning to implementation. On a terminal the plan is shown
 * and the person asked; a plan that has changed since is not the one they approved.
 */
export async function approveCommand(flags: ApproveFlags): Promise<number> {
  const note = withoutExample(flags.note);
  const there = await actElsewhere(flags, (session) => {
    if (flags.yes === true) return { kind: 'approve', note };
    throw new UserError(`another machine has the plan of ${printable(session.session)}`, {
      hint: `to approve it as it waits there: ${sessionCommand(session, { words: ['approve'], flags: '--yes' })}`,
    });
  });
  if (there !== undefined) return there;
  const opened = canAsk() && flags.yes !== true ? openSession(flags, () => undefined) : undefined;
  // Where no plan waits the act itself says why.
  const isAsked = opened !== undefined && waitsForApproval(look(opened.store));
  const word = isAsked ? await askAboutPlan(opened) : undefined;
  if (word?.kind === 'later') {
    print(`Nothing was decided; the plan waits.\n${laterWords(flags, opened)}`);
    return 3;
  }
  return await actAndSay(flags, ({ writer, user }) => {
    refuseChanged(word, writer.store.planFiles().hash);
    if (word?.kind === 'reject') return reject(writer, { by: user, note: word.note });
    return approve(writer, { by: user, note });
  });
}

function refuseChanged(word: PlanWord | undefined, hash: string): void {
  if (word?.kind !== 'approve' || word.hash === hash) return;
  throw new UserError('the plan was changed while you read it', {
    hint: 'to see it as it is now: samocode approve',
  });
}

function laterWords({ config }: ApproveFlags, opened: OpenSession | undefined): string {
  const named = { config, session: opened?.place.session ?? '' };
  const back = sessionCommand(named, { words: ['reject'], flags: '--note "…"' });
  return `to send it back to the planning agent: ${back}\n`;
}
