import { cellWidth } from '../../../domain/text/cells.ts';
import { printable, printableLines } from '../../../domain/text/printable.ts';
import type { OpenSession } from '../../compose/people/open-session.ts';
import { editPlan, pageText, readPlan } from '../../compose/reading/plan.ts';
import { openInterview } from '../../console/ask.ts';
import { print } from '../../console/print.ts';

/** A person's decision about the plan that they saw. */
export type PlanWord =
  | { readonly kind: 'approve'; readonly hash: string }
  | { readonly kind: 'reject'; readonly note: string }
  | { readonly kind: 'later' };

type ShownPlan = ReturnType<typeof readPlan>;

const ASKED = 'Approve this plan? y: approve, v: view, e: edit, r: reject, Enter: not now [N] ';

/** Shows the plan and asks until the person has decided. */
export async function askAboutPlan(opened: OpenSession): Promise<PlanWord> {
  let plan = readPlan(opened);
  await show(planText(plan), false);
  for (;;) {
    switch ((await ask(ASKED)).toLowerCase()) {
      case 'y':
      case 'yes':
        return { kind: 'approve', hash: plan.hash };
      case 'v':
        plan = readPlan(opened);
        await show(planText(plan), true);
        break;
      case 'e':
        if (!(await editPlan(opened, plan)))
          print('The editor failed, or no plan can be edited.\n');
        plan = readPlan(opened);
        await show(planText(plan), false);
        break;
      case 'r': {
        const note = await ask('What should the planning agent change? (Enter: go back) ');
        if (note !== '') return { kind: 'reject', note };
        break;
      }
      default:
        return { kind: 'later' };
    }
  }
}

/** Each question has the terminal for itself: between two of them it belongs to a pager or an editor. */
async function ask(prompt: string): Promise<string> {
  using person = openInterview();
  return await person.ask(prompt);
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
const QUESTION_ROWS = 3;

/** A text that fits is printed, unless the person asked for the pager. */
async function show(text: string, isPaged: boolean): Promise<void> {
  const { columns, rows } = process.stdout;
  const needed = text
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(cellWidth(line) / (columns || 80))), 0);
  const fits = needed + QUESTION_ROWS <= (rows || 24);
  if ((fits && !isPaged) || !(await pageText(text))) print(text);
}
