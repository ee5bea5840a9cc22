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

/** The files of a plan, for the eye; a text is untrusted, and null if it cannot be shown. */
interface ShownPlan {
  readonly files: readonly { readonly name: string; readonly text: string | null | undefined }[];
  readonly hash: string;
}

/** A plan that waits for a person. */
export interface WaitingPlan<P extends ShownPlan> {
  /** As it is now. */
  readonly read: () => P;
  /** False if that failed. Undefined: its files are on another machine. */
  readonly edit?: (plan: P) => Promise<boolean>;
}

/** The plan of a session whose files are here. */
export function planHere(opened: OpenSession): WaitingPlan<ReturnType<typeof readPlan>> {
  return { read: () => readPlan(opened), edit: (plan) => editPlan(opened, plan) };
}

/** Shows the plan and asks until the person has decided. */
export async function askAboutPlan<P extends ShownPlan>({
  read,
  edit,
}: WaitingPlan<P>): Promise<PlanWord> {
  let plan = read();
  await show(planText(plan), false);
  const prompt = `Approve this plan? y: approve, v: view, ${edit === undefined ? '' : 'e: edit, '}r: reject, Enter: not now [N] `;
  for (;;) {
    switch ((await ask(prompt)).toLowerCase()) {
      case 'y':
      case 'yes':
        return { kind: 'approve', hash: plan.hash };
      case 'v':
        plan = read();
        await show(planText(plan), true);
        break;
      case 'e':
        if (edit === undefined) return { kind: 'later' };
        if (!(await edit(plan))) print('The editor failed, or no plan can be edited.\n');
        plan = read();
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
      const shown = text == null ? '(cannot be shown: read the file)' : printableLines(text);
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
