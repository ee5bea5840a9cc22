import type { MorningReport } from '../../../app/report/morning-report.ts';
import type { Happening, ReportedIteration } from '../../../domain/report/report.ts';
import { plural } from './report-figures.ts';

/** Something that went otherwise than wished. */
export interface Trouble {
  readonly at: string | null;
  readonly text: string;
}

/** All of it in order: blocks, broken rules, failed proofs, repeated attempts, given-up runs, phases put back. */
export function troublesOf({ iterations, happenings }: MorningReport): readonly Trouble[] {
  const all = [
    ...iterations.flatMap((one) => troubleOf(one) ?? []),
    ...iterations.flatMap((one) => deniedOf(one) ?? []),
    ...iterations.flatMap((one) => lostOf(one) ?? []),
    ...iterations.flatMap((one) => strongerOf(one) ?? []),
    ...happenings.filter(({ kind }) => kind !== 'person').map(gaveUpOf),
  ];
  return all.sort((one, other) => Date.parse(one.at ?? '') - Date.parse(other.at ?? '') || 0);
}

function troubleOf(one: ReportedIteration): Trouble | undefined {
  const { attempts, problem, status, endedAt, from, words } = one;
  const repeated = attempts !== null && attempts > 1 ? `needed ${attempts} attempts` : undefined;
  const what = problem === null ? undefined : (PROBLEM_WORDS[problem] ?? problem);
  const said = [status === 'blocked' ? 'blocked' : undefined, what, repeated].filter(
    (part) => part !== undefined,
  );
  if (said.length === 0) return undefined;
  const detail = problem === null && status !== 'blocked' ? '' : `: ${words ?? 'no reason given'}`;
  const text = `iteration ${one.iteration}, ${from}, ${said.join(', ')}${detail}`;
  return { at: endedAt, text };
}

function deniedOf({ denied, iteration, from, endedAt }: ReportedIteration): Trouble | undefined {
  if (denied === null) return undefined;
  const what = `the CLI denied ${plural(denied.count, 'tool call')}`;
  const text = `iteration ${iteration}, ${from}, ${what}: ${denied.calls.join('; ')}`;
  return { at: endedAt, text };
}

function lostOf({ lost, iteration, from, endedAt }: ReportedIteration): Trouble | undefined {
  if (lost.length === 0) return undefined;
  const text = `iteration ${iteration}, ${from}, the CLI lost output or a part of its transcript`;
  return { at: endedAt, text: `${text}: ${lost.join('; ')}` };
}

function strongerOf({
  stronger,
  iteration,
  from,
  endedAt,
}: ReportedIteration): Trouble | undefined {
  if (stronger === null) return undefined;
  const { profile, reason } = stronger;
  const text = `iteration ${iteration}, ${from}, one more try with the profile ${profile}: ${reason}`;
  return { at: endedAt, text };
}

const PROBLEM_WORDS: Readonly<Record<string, string>> = {
  'no-signal': 'left no signal',
  malformed: 'left a broken signal',
  status: 'signalled what its phase may not',
  move: 'asked for a phase it may not go to',
  gate: 'waited at a closed gate',
  'wait-reason': 'waited without a valid reason',
  overview: 'left a broken overview',
  verify: 'red VERIFY',
  worktree: 'had no worktree',
  stuck: 'moved nothing',
  tampered: 'changed the record',
  settings: 'would be done by changed settings',
};

function gaveUpOf({ kind, status, at, from, words }: Happening): Trouble {
  const said = words === null ? '' : `: ${words}`;
  if (kind === 'noticed') return { at, text: words ?? status };
  if (kind === 'restored') return { at, text: `the phase was put back to ${from}${said}` };
  const what = GAVE_UP_WORDS[status] ?? 'the provider failed';
  return { at, text: `${what} in ${from}${said}` };
}

const GAVE_UP_WORDS: Readonly<Record<string, string>> = {
  parked: "parked for the provider's limit",
  blocked: 'blocked',
};
