import { approve, reject, waitsForApproval } from '../../../app/people/approve.ts';
import { look } from '../../../app/session/look.ts';
import type { CommandAct } from '../../../domain/fleet/act.ts';
import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { openSession } from '../../compose/people/open-session.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { canAsk } from '../../console/ask.ts';
import { print } from '../../console/print.ts';
import { askAboutPlan, planHere, type PlanWord } from './ask-about-plan.ts';
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
  const there = await actElsewhere(flags, (session) =>
    decideElsewhere(session, flags.yes === true, note),
  );
  if (there !== undefined) return there;
  const opened = canAsk() && flags.yes !== true ? openSession(flags, () => undefined) : undefined;
  // Where no plan waits the act itself says why.
  const isAsked = opened !== undefined && waitsForApproval(look(opened.store));
  const word = isAsked ? await askAboutPlan(planHere(opened)) : undefined;
  if (word?.kind === 'later') {
    const session = opened?.place.session ?? '';
    return sayLater({ config: flags.config, session });
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

/** The same for a session of another machine; a plan that changes meanwhile is not approved there. */
async function decideElsewhere(
  session: FleetSession,
  isSure: boolean,
  note: string | undefined,
): Promise<CommandAct | number> {
  const act = { kind: 'approve', note } as const;
  const { asks, texts, awaiting } = session;
  // Where no plan waits, sending the act says why.
  if (isSure || awaiting !== 'plan_approval' || asks === null) return act;
  if (!canAsk() || texts === null) {
    throw new UserError(
      texts === null
        ? `the plan of ${printable(session.session)} cannot be shown here`
        : 'stdin is not a terminal',
      {
        hint: `to approve it as it waits on its machine: ${sessionCommand(session, { words: ['approve'], flags: '--yes' })}`,
      },
    );
  }
  const word = await askAboutPlan({ read: () => ({ files: texts, hash: asks }) });
  if (word.kind === 'later') return sayLater(session);
  return word.kind === 'reject' ? word : act;
}

function sayLater(named: {
  readonly config: string | undefined;
  readonly session: string;
}): number {
  const back = sessionCommand(named, { words: ['reject'], flags: '--note "…"' });
  print(`Nothing was decided; the plan waits.\nto send it back to the planning agent: ${back}\n`);
  return 3;
}
