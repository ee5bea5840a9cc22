import { parseNotBefore } from '../../../domain/queue/not-before.ts';
import { shown } from '../../../domain/settings/problem.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { queueView, usingQueueHere, wantedConfig } from '../../compose/queue/queue.ts';
import { refuseAgentsHere } from '../../compose/running/caller.ts';
import { print, printJson } from '../../console/print.ts';
import { queuedJson, queueText } from '../../render/reading/queue.ts';
import { clock } from '../../render/stamp.ts';
import { findQueued, queueCommandFor } from './find-queued.ts';

export interface QueueFlags extends Omit<PlaceFlags, 'session'> {
  readonly taskFile?: string;
  readonly priority?: string;
  readonly notBefore?: string;
  readonly json?: boolean;
}

const ACTS = ['add', 'remove', 'first'] as const;
type QueueAct = (typeof ACTS)[number];

/** `samocode queue [add|remove|first] [name]`: the sessions of this user in line. */
export async function queueCommand(
  act: string | undefined,
  name: string | undefined,
  flags: QueueFlags,
): Promise<number> {
  if (act === undefined) {
    refuseFlags(undefined, flags);
    return await showQueue(flags);
  }
  const asked = ACTS.find((one) => one === act);
  if (asked === undefined) {
    throw new UserError(`samocode queue does not know ${shown(act)}`, {
      hint: `samocode queue shows the queue; ${ACTS.join(', ')} change it: samocode queue add login --task-file task.md`,
    });
  }
  if (name === undefined) {
    throw new UserError('no session named', { hint: `samocode queue ${asked} <name>` });
  }
  refuseFlags(asked, flags);
  if (asked === 'add') return await add(name, flags);
  refuseAgentsHere();
  const { queued } = await queueView();
  const found = findQueued(queued, { act: asked, name, config: wantedConfig(flags.config) });
  const place = `${found.session} of ${found.config}`;
  if (!(await usingQueueHere((queue) => queue[asked](found.id)))) {
    throw new UserError(`${place} is not in the queue any more`, {
      hint: 'samocode queue shows it',
    });
  }
  const isRunning = found.state.kind === 'running';
  print(
    `${place} ${CHANGED[asked]}${asked === 'remove' && isRunning ? '; its run goes on' : ''}\n`,
  );
  return 0;
}

const CHANGED = {
  remove: 'is out of the queue',
  first: 'is before all others in the queue',
} as const satisfies Record<Exclude<QueueAct, 'add'>, string>;

async function showQueue(flags: QueueFlags): Promise<number> {
  const view = await queueView(flags.config);
  if (flags.json === true) view.queued.forEach((one) => printJson(queuedJson(one)));
  else print(queueText(view));
  return 0;
}

function refuseFlags(act: QueueAct | undefined, flags: QueueFlags): void {
  const { taskFile, priority, notBefore, new: isNew } = flags;
  const given = { '--task-file': taskFile, '--priority': priority, '--not-before': notBefore };
  const [flag] = [
    ...Object.entries({ ...given, '--new': isNew }).flatMap(([name, value]) =>
      act === 'add' || value === undefined ? [] : [name],
    ),
    ...(flags.json === true && act !== undefined ? ['--json'] : []),
  ];
  if (flag === undefined) return;
  const command = act === undefined ? 'samocode queue' : `samocode queue ${act}`;
  throw new UserError(`${command} takes no ${flag}`, { hint: `leave ${flag} out` });
}

async function add(name: string, flags: QueueFlags): Promise<number> {
  const now = new Date();
  const asked = { priority: priorityOf(flags.priority), notBefore: startOf(flags.notBefore, now) };
  const { placeFor } = await import('./place-for.ts');
  const { place, text } = await placeFor({ ...flags, session: name });
  const { addToQueue } = await import('../../compose/queue/add.ts');
  const { kind, queued } = await addToQueue(place, { ...flags, session: name }, { ...asked, text });
  const { session, notBefore } = queued;
  if (kind === 'there') {
    throw new UserError(`${session} of ${queued.config} is in the queue already`, {
      hint: `to change it: ${queueCommandFor('remove', queued)}, and add it again`,
    });
  }
  const from = notBefore === undefined ? '' : `, not before ${clock(notBefore)}`;
  print(
    `${session} of ${queued.config} is in the queue (priority ${queued.priority}${from}); samocode work runs it\n`,
  );
  return 0;
}

const PRIORITY = 5;

function priorityOf(text: string | undefined): number {
  if (text === undefined) return PRIORITY;
  if (/^\d$/.test(text)) return Number(text);
  throw new UserError(`--priority is ${shown(text)}`, {
    hint: `0 to 9; 9 runs first, and ${PRIORITY} is the default`,
  });
}

function startOf(text: string | undefined, now: Date): number | undefined {
  if (text === undefined) return undefined;
  const at = parseNotBefore(text, now);
  if (at !== undefined && at >= now.getTime()) return at;
  const what = at === undefined ? '' : ', which is over';
  throw new UserError(`--not-before is ${shown(text)}${what}`, {
    hint: 'a time of day (22:30), a day with a time ("2026-11-30 22:30"), or a duration from now (2h)',
  });
}
