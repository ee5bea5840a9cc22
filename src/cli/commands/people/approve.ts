import { approve, waitsForApproval } from '../../../app/people/acts.ts';
import { look } from '../../../app/session/look.ts';
import { cellWidth } from '../../../domain/text/cells.ts';
import { printable, printableLines } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { openSession } from '../../compose/people/open-session.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { pageText, readPlan } from '../../compose/reading/plan.ts';
import { canAsk, openInterview } from '../../console/ask.ts';
import { print } from '../../console/print.ts';
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
  const shown = canAsk() && flags.yes !== true ? shownPlan(flags) : undefined;
  if (shown !== undefined && !(await isWanted(shown))) {
    print('Not approved. samocode reject --note "…" sends it back to the planning agent.\n');
    return 3;
  }
  return await actAndSay(flags, ({ writer, user }) => {
    if (shown !== undefined && writer.store.planFiles().hash !== shown.hash) {
      throw new UserError('the plan was changed while you read it', {
        hint: 'samocode approve shows it as it is now',
      });
    }
    return approve(writer, { by: user, note: flags.note });
  });
}

type ShownPlan = ReturnType<typeof readPlan>;

/** Nothing where no plan waits: the act itself says why. */
function shownPlan(flags: ApproveFlags): ShownPlan | undefined {
  const opened = openSession(flags, () => undefined);
  return waitsForApproval(look(opened.store)) ? readPlan(opened) : undefined;
}

async function isWanted(plan: ShownPlan): Promise<boolean> {
  await show(planText(plan));
  using person = openInterview();
  const said = await person.ask('Approve this plan? [y/N] ');
  return ['y', 'yes'].includes(said.toLowerCase());
}

function planText({ files }: ShownPlan): string {
  if (files.length === 0) return 'No plan file was found in the session (MM-DD-HH:mm-plan-….md).\n';
  return files
    .map(({ name, text }) => {
      const shown = text === undefined ? '(cannot be shown: read the file)' : printableLines(text);
      return `── ${printable(name)} ──\n\n${shown.trimEnd()}\n\n`;
    })
    .join('');
}

/** The rows below the plan, for the question. */
const QUESTION_ROWS = 2;

async function show(text: string): Promise<void> {
  const { columns, rows } = process.stdout;
  const needed = text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(cellWidth(line) / (columns || 80))), 0);
  if (needed + QUESTION_ROWS <= (rows || 24) || !(await pageText(text))) print(text);
}
