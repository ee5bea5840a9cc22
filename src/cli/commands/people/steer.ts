import { randomUUID } from 'node:crypto';
import { steerSession } from '../../../app/people/steer.ts';
import type { Holder } from '../../../app/ports/session/lease.ts';
import { look } from '../../../app/session/look.ts';
import { isTooLong, type SteerKind } from '../../../domain/people/steer.ts';
import { isHeldByRun } from '../../../domain/session/push-holder.ts';
import { completeCommands } from '../../../domain/session/session-command.ts';
import { unpublishedOf } from '../../../domain/session/standing.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { openSession, prepareSession } from '../../compose/people/open-session.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { print, printRemark } from '../../console/print.ts';
import { standingLine } from '../../render/standing/standing-line.ts';
import { actElsewhere } from './elsewhere.ts';
import { refuseExample, withoutExample } from './example-note.ts';

interface SteerFlags extends PlaceFlags {
  readonly note?: string | undefined;
}

/** `samocode pause`: nothing is spawned any more until `samocode resume`. */
export async function pauseCommand(flags: SteerFlags): Promise<number> {
  return await steer('pause', { ...flags, note: withoutExample(flags.note) });
}

/** `samocode stop`: ends the run that holds the session, at its next boundary. */
export async function stopCommand(flags: SteerFlags): Promise<number> {
  return await steer('stop', { ...flags, note: withoutExample(flags.note) });
}

/** `samocode note <text>`: for the next iteration's agent. */
export async function noteCommand(
  words: readonly string[],
  flags: PlaceFlags & { readonly file?: string },
): Promise<number> {
  const note = flags.file === undefined ? words.join(' ') : await readFile(flags.file, words);
  refuseExample(note);
  if (note.trim() !== '') return await steer('note', { ...flags, note });
  throw new UserError('the note is empty', { hint: 'samocode note "Use the existing table"' });
}

async function readFile(path: string, words: readonly string[]): Promise<string> {
  if (words.length > 0) {
    throw new UserError('a note and --file were both given', { hint: 'give one of them' });
  }
  const { readInput } = await import('../../console/read-input.ts');
  return readInput('--file', path);
}

async function steer(kind: SteerKind, flags: SteerFlags): Promise<number> {
  const { note } = flags;
  const act = kind === 'note' ? ({ kind, note: note ?? '' } as const) : { kind, note };
  const there = await actElsewhere(flags, act);
  if (there !== undefined) return there;
  const opened = openSession(flags, printRemark);
  if (flags.note !== undefined && isTooLong(flags.note)) {
    throw new UserError('the note is longer than 64 KiB', {
      hint: 'put it into a file of the session, and name that in the note',
    });
  }
  const holder = opened.leases.holder();
  const name = opened.place.folder.folder;
  const named = { config: flags.config, session: opened.place.session };
  const standing = (): string => {
    const view = look(opened.store);
    // Work that could not be published has its row; its mark stays for the next run.
    const isKept = view.unrecorded && unpublishedOf(view.standing) === undefined;
    return kind === 'pause' && isKept
      ? completeCommands(LEFT, named)
      : standingLine(view, named, opened.line());
  };
  if (kind === 'stop' && !isHeldByRun(holder)) {
    print(`${name}: no run holds it, so there is nothing to stop; ${standing()}\n`);
    return 0;
  }
  prepareSession(opened);
  await steerSession(opened, {
    kind,
    by: opened.user,
    note: flags.note?.trim() === '' ? undefined : flags.note,
    source: `command:${randomUUID()}`,
    run: kind === 'stop' ? holder?.run : undefined,
  });
  const taken =
    holder === undefined
      ? KEPT[kind](standing())
      : completeCommands(TAKEN[kind](whenTaken(holder)), named);
  print(`${name}: ${taken}\n`);
  return 0;
}

const TAKEN = {
  pause: (when) => `pauses ${when}; to go on after that: samocode resume`,
  stop: (when) => `stops ${when}`,
  note: (when) => `the note goes to the next agent, ${when}`,
} as const satisfies Record<SteerKind, (when: string) => string>;

function whenTaken({ busy }: Holder): string {
  return busy ? 'when the iteration in progress is over and recorded' : 'within a second';
}

/** The last run died with an attempt: the pause stays in the inbox. */
const LEFT =
  'the pause is kept for the next run, which records the attempt that was lost and starts no agent; to go on after that: samocode resume';

/** Without a run. */
const KEPT = {
  pause: (standing) => standing,
  stop: (standing) => standing,
  note: (standing) => `the note is kept for the next agent; ${standing}`,
} as const satisfies Record<SteerKind, (standing: string) => string>;
