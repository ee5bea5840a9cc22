import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PromisedFiles } from '../../../app/ports/session/session-files.ts';
import {
  activePlan,
  openBoxes,
  roundOf,
  saysNoCommit,
  saysNoQuestions,
  verdictOf,
} from '../../../domain/phases/promises/artefact-lines.ts';
import type { Judgement } from '../../../domain/phases/promises/promises.ts';
import { fromRegular, readAt } from '../../disk/regular-file.ts';
import { planNames } from './materials.ts';

const LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * The artefacts that phases promise, as agents left them; reports, reviews and the word that nothing had to be
 * asked, if not older than `since`, and the last reports and reviews that are not older than `approved`.
 */
export function promisedFiles(path: string, since: number, approved: number): PromisedFiles {
  const files = new Map<string, readonly string[]>();
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const kind = entry.isFile() ? KIND.exec(entry.name)?.[1]?.toLowerCase() : undefined;
    if (kind !== undefined) files.set(kind, [...(files.get(kind) ?? []), entry.name]);
  }
  const has = (
    kind: string,
    says = (text: string): boolean => /\S/.test(text),
    from = 0,
  ): boolean =>
    (files.get(kind) ?? []).some((name) => {
      const file = read(path, name);
      return file !== undefined && file.changed >= from && says(file.text);
    });
  const newest = (kind: string, from = since): Judgement | undefined =>
    newestOf(path, files.get(kind) ?? [], from);
  const plan = planTextOf(path);
  return {
    hasFindings: has('dive'),
    hasRequirements: has('requirements'),
    // Of a reopened session the old document says nothing about the new wish.
    saysNoQuestions: has('requirements', saysNoQuestions, since),
    hasSummary: has('summary'),
    openBoxes: plan === undefined ? undefined : openBoxes(plan),
    saysNoCommit: plan !== undefined && saysNoCommit(plan),
    report: newest('test-report'),
    review: newest('review'),
    lastReport: newest('test-report', approved),
    lastReview: newest('review', approved),
  };
}

/** With or without the colon, as in the names of plans. */
const KIND = /^\d\d-\d\d-\d\d:?\d\d-(dive|requirements|test-report|review|summary)\b.*\.md$/i;

/** The beginning of the active plan. */
export function planTextOf(path: string): string | undefined {
  const name = activePlan(planNames(path), read(path, '_overview.md')?.text ?? '');
  return name === undefined ? undefined : read(path, name)?.text;
}

function newestOf(path: string, names: readonly string[], since: number): Judgement | undefined {
  const last = names
    .map((name) => ({ name, ...(read(path, name) ?? { text: '', changed: -1 }) }))
    .filter(({ changed }) => changed >= since)
    .toSorted((one, other) => one.changed - other.changed)
    .at(-1);
  return last && { name: last.name, verdict: verdictOf(last.text), round: roundOf(last.text) };
}

/** The beginning of a regular file; undefined where there is none that can be read. */
function read(
  path: string,
  name: string,
): { readonly text: string; readonly changed: number } | undefined {
  return fromRegular(join(path, name), (fd, { size, mtimeMs }) => ({
    text: readAt(fd, Math.min(size, LIMIT_BYTES), 0).toString(),
    changed: mtimeMs,
  }));
}
