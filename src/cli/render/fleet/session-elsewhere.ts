import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import { AWAITED } from '../../../domain/phases/awaited.ts';
import { usdText } from '../../../domain/provider/cost/cost-words.ts';
import { completeCommands, sessionCommand } from '../../../domain/session/session-command.ts';
import { formatDuration } from '../../../domain/text/duration.ts';
import { printable, printableWords } from '../../../domain/text/printable.ts';
import { RESUME } from '../standing/wait-words.ts';
import { actWords } from './act-words.ts';

/** An agent's reason may hold the output of a program. */
const REASON_SHOWN = 300;

/** A session of another machine for the eye, one fact a line. Its texts are those of the other machine. */
export function elsewhereLines(session: FleetSession): string {
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['session', `${session.session} of ${session.config}`],
    ['machine', machineWords(session)],
    ['phase', session.phase ?? undefined],
    ['state', stateWords(session)],
    ['iteration', session.iteration === null ? undefined : String(session.iteration)],
    ['cost', session.costUsd === null ? undefined : usdText(session.costUsd)],
    ['last act', session.lastAct === null ? undefined : actWords(session.lastAct)],
  ];
  const shown = lines.filter((line): line is readonly [string, string] => line[1] !== undefined);
  return shown.map(([name, value]) => `${name.padEnd(12)} ${printable(value)}\n`).join('');
}

/** One sentence, and the command that a person gives it to go on. */
export function elsewhereWhy(session: FleetSession): string {
  const command = commandOf(session);
  const { lastAct } = session;
  const lines = [
    `${session.session}: ${sentenceOf(session)}`,
    ...(lastAct === null ? [] : [actWords(lastAct)]),
    ...(command === undefined ? [] : [`  ${command}`]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** Its state, and the machine that has it. */
export function sentenceOf(session: FleetSession): string {
  return `${stateWords(session)}; ${machineWords(session)}`;
}

/** The machine that has it, and whether it lives. */
export function machineWords({ machine, isClaimed, seenAgoMs, isSilent }: FleetSession): string {
  const name = machine ?? 'no machine';
  if (seenAgoMs === null) return `${name} has it`;
  const ago = formatDuration(Math.max(0, seenAgoMs));
  if (isSilent) return `${name} has it, and is silent for ${ago}`;
  return `${name} ${isClaimed ? 'works on it' : 'has it'} (seen ${ago} ago)`;
}

function stateWords({ config, session, ...of }: FleetSession): string {
  const awaited = AWAITED_BY_NAME.get(of.awaiting ?? '');
  const facts = [
    of.state ?? 'nothing is recorded yet',
    ...(awaited === undefined ? [] : [`waits for ${awaited}`]),
    ...(of.reason === null ? [] : [printableWords(of.reason, REASON_SHOWN)]),
    ...(of.waitWhy === null || of.waitWhy === of.reason
      ? []
      : [completeCommands(of.waitWhy, { config, session })]),
    ...[unmovableWords(of)].filter((words) => words !== undefined),
  ];
  return facts.join('; ');
}

/** Undefined: it can, as far as the fleet knows. */
export function unmovableWords({ unmovable }: Pick<FleetSession, 'unmovable'>): string | undefined {
  if (unmovable === null) return undefined;
  return `cannot move to another machine: ${printableWords(unmovable, REASON_SHOWN)}`;
}

const AWAITED_BY_NAME: ReadonlyMap<string, string> = new Map(Object.entries(AWAITED));

/** The command by which a person lets it go on; undefined: none is needed. */
export function commandOf({ awaiting, state, ...named }: FleetSession): string | undefined {
  if (awaiting === 'plan_approval')
    return sessionCommand(named, { words: ['approve'], flags: '--yes' });
  if (awaiting === 'qa_answers')
    return sessionCommand(named, { words: ['answer'], flags: '--accept-suggestions' });
  const isResumed = awaiting !== null || state === 'blocked' || state === 'paused';
  return isResumed ? sessionCommand(named, RESUME) : undefined;
}
