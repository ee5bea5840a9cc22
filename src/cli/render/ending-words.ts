import { CAP_SETTINGS, type CapOf, isShared } from '../../domain/provider/cost/caps.ts';
import { usdText } from '../../domain/provider/cost/cost-words.ts';
import { type Ending, isResting, type RunEvent } from '../../domain/run/event.ts';
import type { CommandPlace } from '../../domain/session/session-command.ts';
import { printable } from '../../domain/text/printable.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { clock } from './stamp.ts';
import { said, standingWords } from './standing/standing-words.ts';
import { info, warning, type Words } from './weight.ts';

/** The end of a run, with the command that helps. */
export function ended(
  { ending, resident }: Extract<RunEvent, { kind: 'ended' }>,
  place: CommandPlace,
): Words {
  if (isResting(ending)) return standingWords(ending, place).ended(resident);
  switch (ending.kind) {
    case 'once':
      return info('one iteration done (--once)');
    case 'bound':
      return boundWords(ending);
    case 'disk':
      return { weight: 'error', text: diskFull(ending) };
    case 'lost':
      return warning(lostWords(ending));
    case 'stopped':
      return warning(`stopped by ${ending.by}${said(ending.note)}; start it again and it goes on`);
    case 'signalled':
      return warning(`ended by ${ending.signal}; start it again and it goes on`);
  }
}

function lostWords({ machine, kept }: Extract<Ending, { kind: 'lost' }>): string {
  const who = machine === undefined ? 'another machine' : `the machine ${printable(machine)}`;
  const work = kept === undefined ? '' : `; the work of this run that it lacks is at ${kept}`;
  return `${who} of the fleet has the session${work} → samocode list --fleet`;
}

function diskFull({ reason, folder }: Extract<Ending, { kind: 'disk' }>): string {
  const look = `df -h ${joinShellWords([folder])}`;
  return `the disk is full (${folder}): ${reason} → free some space there (${look}) and start again`;
}

function boundWords(ending: Extract<Ending, { kind: 'bound' }>): Words {
  const { bound, limit, resumeAt = 0 } = ending;
  if (bound === 'rest') return info(`${limit}; samocode work goes on at ${clock(resumeAt)}`);
  if (bound === 'drain') return info('samocode work ends: no further attempt');
  return warning(`stopped at the limit of ${limitOf(ending, bound)}`);
}

function limitOf(
  ending: Extract<Ending, { kind: 'bound' }>,
  bound: Exclude<(typeof ending)['bound'], 'rest' | 'drain'>,
): string {
  const { limit } = ending;
  switch (bound) {
    case 'iterations':
      return `${limit} ${limit === '1' ? 'iteration' : 'iterations'}`;
    case 'duration':
      return limit;
    case 'cost':
      return costBoundWords(ending, 'run');
    case 'session':
    case 'day':
    case 'month':
      return costBoundWords(ending, bound);
    case 'unknown-cost':
      return `cost: ${limit} attempts in a row told no cost`;
  }
}

function costBoundWords(
  { limit, spentUsd = 0, resumeAt }: Extract<Ending, { kind: 'bound' }>,
  of: CapOf,
): string {
  const all = isShared({ of }) ? ' for all sessions' : '';
  const again = resumeAt === undefined ? '' : ` or start again from ${clock(resumeAt)}`;
  return `${limit}${all}: ${usdText(spentUsd)} is spent → raise ${CAP_SETTINGS[of]}${again}; for each session: samocode cost --by session`;
}
