import type { StoryFiles } from '../../../app/report/story.ts';
import type { Judgement } from '../../../domain/phases/promises/promises.ts';
import { artefactText, keptTexts, summaryPath } from './materials.ts';
import { planTextOf, promisedFiles } from './promised.ts';

/** The task of the person, and the texts and verdicts of agents for them. Texts are untrusted. */
export function storyFiles(path: string): StoryFiles {
  const { task, dive } = keptTexts(path);
  const summary = summaryPath(path);
  const { report, review } = promisedFiles(path, 0, 0);
  return {
    task: task ?? dive ?? null,
    summary: summary === null ? null : (artefactText(summary) ?? null),
    plan: planTextOf(path),
    testReport: verdictIn(report),
    review: verdictIn(review),
  };
}

function verdictIn(file: Judgement | undefined): StoryFiles['review'] {
  return file === undefined ? null : { name: file.name, verdict: file.verdict ?? null };
}
