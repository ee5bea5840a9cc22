import * as z from 'zod';
import type { MorningReport } from '../../../src/app/report/morning-report.ts';
import { baseline, changes, proofs } from './parts.ts';
import { happening, iteration, modelSum, phaseSum, totals, wait } from './report-parts.ts';
import { describes } from './same.ts';
import {
  billing,
  commands,
  handOverOrNull,
  path,
  phase,
  receiptOrNull,
  resumeAt,
  session,
  state,
  why,
} from './standing.ts';
import {
  amount,
  amountOrNull,
  count,
  countOrNull,
  list,
  orNull,
  text,
  textOrNull,
  texts,
  time,
  timeOrNull,
  v,
  yes,
} from './words.ts';

const commit = z.strictObject({
  commit: text('its id'),
  subject: text('the first line of its message'),
  files: list(
    z.strictObject({
      path: text('the path in the repository'),
      insertions: countOrNull('added lines; null: a binary file'),
      deletions: countOrNull('removed lines; null: a binary file'),
    }),
    'the first 100 of its files',
  ),
  fileCount: count('the number of its files'),
});

const verdict = z.strictObject({
  name: text('the name of the file'),
  verdict: textOrNull('as its agent wrote it'),
});

const checks = z.strictObject({
  baseline,
  proofs,
  testReport: orNull(verdict, 'the newest test report'),
  review: orNull(verdict, 'the newest review'),
});

const planStep = z.strictObject({
  text: text('the words next to the box'),
  isDone: yes('the box is ticked'),
});

const question = z.strictObject({
  number: count('its number in `_qa.md`'),
  text: text('the question'),
  details: text('the text before the suggestion'),
  options: list(
    z.strictObject({ label: text('its letter or number'), text: text('its words') }),
    'the options, if there are at least two',
  ),
  suggestion: textOrNull('the suggestion of the agent'),
});

const redProof = z.strictObject({
  iteration: count('the iteration after which it ran'),
  at: timeOrNull('when it ended'),
  text: text('the command, how it ended, and the end of its output'),
});

const timeSpans = z.strictObject({
  from: time('the start of the period'),
  to: time('the time of the report, or the end of a session that is done'),
  spanMs: amount('the sum of the other four, in whole seconds'),
  workedMs: amount('agents at work'),
  waitedMs: amount('for a person, or after a failure'),
  restedMs: amount('for the provider: a limit or an outage'),
  notRunningMs: amount('the rest: no run, `VERIFY`, or between two attempts'),
});

const work = z.strictObject({
  ...changes.shape,
  folder: text('the path of the worktree'),
  branch: text('the branch of the session'),
  base: text('the branch, tag or id from which it started'),
  baseCommit: textOrNull('its commit; null in a session of an earlier version'),
  uncommitted: countOrNull('files that differ from the last commit'),
  command: text('the command that shows the commits'),
});

const lost = z.strictObject({
  attempts: count('the number of attempts'),
  costUsd: amountOrNull('their cost, as far as it is known'),
  costUnknown: count('attempts that `costUsd` lacks, because no one knows their cost'),
});

export const report = describes<MorningReport>()(
  z.strictObject({
    v,
    session,
    path,
    phase,
    state,
    resumeAt,
    billing,
    at: time('the time of the report'),
    since: timeOrNull('the start of its period; null: the beginning of the session'),
    why,
    commands,
    needsPerson: yes('the session continues only after a person has acted'),
    task: textOrNull('the task as it was given, or the topic of the dive'),
    summary: textOrNull('the newest summary of an agent, a Markdown file'),
    commits: orNull(
      z.array(commit),
      'commits of the branch, the oldest first, at most the last 100; null: git did not say',
    ),
    checks: checks.describe('how the work was checked; null: unknown, or it did not happen'),
    planSteps: list(planStep, 'the boxes of the active plan'),
    questions: list(question, 'open questions, while the session waits for them'),
    plan: texts("names of the plan's files, while it waits for approval"),
    iterations: list(iteration, 'all iterations of the period'),
    waits: list(wait, 'time in which no agent worked'),
    happenings: list(happening, 'acts of people and of samocode itself'),
    proof: orNull(redProof, 'the last failed `VERIFY`'),
    phases: list(phaseSum, 'sums by phase'),
    models: list(modelSum, 'sums by phase, model and effort'),
    totals: totals.describe('sums of all'),
    time: orNull(timeSpans, 'how the time was spent; null: no row has a time'),
    changes: orNull(changes, 'between the first and the last commit of the period'),
    work: orNull(work, 'the whole branch; null: git did not say'),
    handOver: handOverOrNull,
    receipt: receiptOrNull,
    lost: orNull(lost, 'attempts without a row, from the spend book'),
  }),
);
