import type { MorningReport } from '../../../app/report/morning-report.ts';
import type { Commit, CommitFile } from '../../../domain/report/story.ts';
import { printable, printableLines } from '../../../domain/text/printable.ts';
import { waitedFor } from '../standing/wait-words.ts';
import { checksOf } from './report-checks.ts';
import * as figures from './report-figures.ts';
import { code, list, type Part, type Section, WORDS_SHOWN } from './report-parts.ts';
import { cost, iterations, time } from './report-tables.ts';
import { troublesOf } from './report-troubles.ts';
import * as words from './report-words.ts';
import { wroteOf } from './report-wrote.ts';

const PROSE_LINES = 40;
const PROSE_LENGTH = 4000;

/** The report in the order in which a person asks: task, result, decisions, cost. */
export function sectionsOf(report: MorningReport): readonly Section[] {
  const all: readonly Section[] = [
    { id: 'task', title: 'Task', parts: prose(report.task) },
    { id: 'done', title: 'Result', parts: done(report) },
    { id: 'commits', title: 'Commits', parts: commits(report) },
    { id: 'checks', title: 'Checks', parts: list(checksOf(report)) },
    { id: 'decide', title: 'To decide', parts: decisions(report) },
    { id: 'plan', title: planTitle(report), parts: plan(report) },
    { id: 'cost', title: 'Cost', parts: cost(report) },
    { id: 'time', title: 'Time', parts: time(report) },
    { id: 'iterations', title: 'Iterations', parts: iterations(report) },
    { id: 'acts', title: 'Acts of people', parts: acts(report) },
    { id: 'wrote', title: 'Changed in read-only phases', parts: wrote(report) },
    { id: 'waits', title: 'Waits', parts: waits(report) },
    { id: 'failures', title: 'Failures', parts: failures(report) },
  ];
  return all.filter(({ parts }) => parts.length > 0);
}

function prose(text: string | null): readonly Part[] {
  const whole = printableLines(text ?? '').trim();
  if (whole === '') return [];
  const lines = whole.split('\n');
  const shown = lines.slice(0, PROSE_LINES).join('\n').slice(0, PROSE_LENGTH);
  return [{ kind: 'prose', text: shown.length < whole.length ? `${shown} …` : whole }];
}

/** The agent's summary; before the end, what each phase said as it was left. */
function done({ state, summary, iterations: all }: MorningReport): readonly Part[] {
  const found = state === 'done' ? prose(summary?.replace(/^\s*# .*/, '') ?? null) : [];
  if (found.length > 0) return found;
  const told = all.filter(
    ({ from, to, problem }, at) => problem === null && (from !== to || at === all.length - 1),
  );
  return list(
    told.flatMap(({ from, words: said }) =>
      said === null ? [] : [`${from}: ${printable(said, WORDS_SHOWN)}`],
    ),
  );
}

function commits(report: MorningReport): readonly Part[] {
  const { text, commands } = words.workOf(report);
  const all = report.commits ?? [];
  const older = (report.work?.commits ?? 0) - all.length;
  return [
    ...list(all.map(commitItem)),
    ...(older > 0 && all.length > 0
      ? [say(`${figures.plural(older, 'older commit')} not shown`)]
      : []),
    say(text),
    ...code(commands),
  ];
}

const FILES_SHOWN = 10;

function commitItem({ commit, subject, files, fileCount }: Commit) {
  const more = fileCount - Math.min(files.length, FILES_SHOWN);
  return {
    text: `${commit.slice(0, 8)} ${printable(subject, WORDS_SHOWN)}`,
    below: [
      ...files.slice(0, FILES_SHOWN).map(fileText),
      ...(more > 0 ? [`${figures.plural(more, 'file')} more`] : []),
    ],
  };
}

function fileText({ path, insertions, deletions }: CommitFile): string {
  if (insertions === null || deletions === null) return `${path} (binary)`;
  return `${path} +${figures.countText(insertions)} −${figures.countText(deletions)}`;
}

function decisions(report: MorningReport): readonly Part[] {
  const { needsPerson, why, questions, plan: files, path, commands } = report;
  if (!needsPerson) return [];
  return [
    say(why),
    ...code(commands),
    ...questions.flatMap(questionParts),
    ...list(files.map((name) => `the plan: ${path}/${name}`)),
  ];
}

function questionParts(one: MorningReport['questions'][number]): readonly Part[] {
  const { number, text, details, options, suggestion } = one;
  const suggested = suggestion === null ? [] : [say(`Suggested: ${suggestion}`)];
  return [
    say(`Q${number}: ${text}`),
    ...(options.length === 0
      ? prose(details)
      : list(options.map(({ label, text: meaning }) => `${label}) ${meaning}`))),
    ...suggested,
  ];
}

function planTitle({ planSteps: steps }: MorningReport): string {
  const ticked = steps.filter(({ isDone }) => isDone).length;
  return `Plan: ${ticked} of ${figures.plural(steps.length, 'step')} done`;
}

function plan({ planSteps: steps }: MorningReport): readonly Part[] {
  return list(
    steps.map(({ text, isDone }) => ({ text: printable(text, WORDS_SHOWN), isTicked: isDone })),
  );
}

function waits({ waits: all }: MorningReport): readonly Part[] {
  return list(
    all.map(({ for: reason, startedAt, endedAt, ms }) => {
      const until = endedAt === null ? 'now' : figures.timeText(endedAt);
      const from = figures.timeText(startedAt);
      return `${figures.durationText(ms)} ${waitedFor(reason)} (${from} to ${figures.sameDay(from, until)})`;
    }),
  );
}

function failures(report: MorningReport): readonly Part[] {
  const { proof } = report;
  const lines = list(
    troublesOf(report).map(({ at, text }) => `${figures.timeText(at)}: ${shown(text)}`),
  );
  if (proof === null) return lines;
  const red = code(printableLines(proof.text).split('\n'));
  return [...lines, say(`The last red VERIFY, of iteration ${proof.iteration}:`), ...red];
}

function wrote(report: MorningReport): readonly Part[] {
  return wroteOf(report).flatMap(({ text, commands }) => [say(shown(text)), ...code(commands)]);
}

function acts({ happenings }: MorningReport): readonly Part[] {
  const people = happenings.filter(({ kind }) => kind === 'person');
  return list(people.map((one) => `${figures.timeText(one.at)}: ${shown(words.actText(one))}`));
}

function shown(text: string): string {
  return printable(text, 2 * WORDS_SHOWN);
}

function say(text: string): Part {
  return { kind: 'text', text };
}
