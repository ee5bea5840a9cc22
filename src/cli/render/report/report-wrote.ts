import type { MorningReport } from '../../../app/report/morning-report.ts';
import { parsePhase } from '../../../domain/phases/phase.ts';
import { wroteCommands, wroteWords } from '../../../domain/prompt/wrote.ts';

/** The changes of agents in read-only phases, each with the commands that show it and put it back. */
export function wroteOf({
  iterations,
  work,
}: MorningReport): readonly { readonly text: string; readonly commands: readonly string[] }[] {
  return iterations.flatMap(({ iteration, from, wrote }) => {
    const phase = parsePhase(from);
    if (wrote === null || phase === undefined) return [];
    const text = `iteration ${iteration} ${wroteWords(wrote, phase)}`;
    if (work === null) return [{ text, commands: [] }];
    const { show, restore } = wroteCommands(wrote, work.folder);
    return [{ text, commands: [...show, ...restore] }];
  });
}
