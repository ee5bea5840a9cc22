import { ruleOf } from '../../domain/phases/rules.ts';
import { wroteCommands, wroteWords } from '../../domain/prompt/wrote.ts';
import type { Loop } from '../run/loop.ts';
import type { Report } from '../run/report.ts';
import { phaseBefore, type View } from '../session/look.ts';
import { keepWork } from './keep-work.ts';
import { worktreePath } from './worktree-request.ts';

/**
 * The changes that the agent of a read-only phase made: takes the checkpoint after its work, and compares it with the one
 * before. Without checkpoints nothing is known.
 */
export async function watchReadOnly(loop: Loop, view: View, report: Report): Promise<Report> {
  const { iteration, before, lostFolder } = report;
  const phase = phaseBefore(view);
  if (!ruleOf(phase).isReadOnly || before === undefined || lostFolder !== undefined) return report;
  const isTaken = await keepWork(loop, { iteration, phase });
  // A run that died may have taken it already.
  if (!isTaken && report.exit !== undefined) return { ...report, isKept: true };
  const { checkpoints } = loop.spawner;
  const wrote = await checkpoints.changed({ iteration, head: before.commit }, loop.stops);
  if (wrote === undefined) return { ...report, isKept: true };
  const folder = worktreePath(loop.settings.config, loop.session.store);
  const { show, restore } = wroteCommands(wrote, folder);
  const text = [wroteWords(wrote, phase), ...show, ...restore].join('; ');
  loop.teller.report({ kind: 'warning', text: `iteration ${iteration} ${text}` });
  return { ...report, isKept: true, wrote };
}
