import {
  restoreBeside,
  type RestoredSession,
  restoreInPlace,
} from '../../../app/people/restore.ts';
import type { Checkpoint } from '../../../domain/checkpoints/checkpoint.ts';
import { type NamedSession, sessionCommand } from '../../../domain/session/session-command.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import {
  type OpenSession,
  openSession,
  prepareSession,
} from '../../compose/people/open-session.ts';
import type { PlaceFlags } from '../../compose/place/place.ts';
import { restoredSession } from '../../compose/reading/checkpoints.ts';
import { print, printJson, printRemark } from '../../console/print.ts';
import { readCount } from '../reading/reading-flags.ts';

interface RestoreFlags extends PlaceFlags {
  readonly iteration?: string;
  readonly number?: string;
  readonly here?: boolean;
  readonly json?: boolean;
}

/** `samocode restore`: the files of a checkpoint, in a worktree of their own or in that of the session. */
export async function restoreCommand(flags: RestoreFlags): Promise<number> {
  const iteration = readCount('--iteration', flags.iteration);
  const number = readCount('--number', flags.number);
  const opened = openSession(flags, printRemark);
  if ((iteration === undefined) === (number === undefined)) {
    throw new UserError('give --iteration or --number, one of them', {
      hint: sessionCommand(nameOf(opened.place), { words: ['checkpoints'] }),
    });
  }
  const session = restoredSession(opened);
  const checkpoints = await session.work.list();
  const checkpoint = checkpoints.findLast((one) =>
    number === undefined ? one.iteration <= (iteration ?? 0) : one.number === number,
  );
  if (checkpoint === undefined) throw noCheckpoint(opened, checkpoints);
  if (flags.here === true) {
    prepareSession(opened);
    await putBack(session, checkpoint, { ...flags, named: nameOf(opened.place) });
  } else await putBeside(session, checkpoint, flags);
  return 0;
}

function noCheckpoint({ place }: OpenSession, checkpoints: readonly Checkpoint[]): UserError {
  return new UserError(
    checkpoints.length === 0
      ? 'the session has no checkpoint yet: a run takes them'
      : 'there is no such checkpoint',
    { hint: sessionCommand(nameOf(place), { words: ['checkpoints'] }) },
  );
}

async function putBeside(
  session: RestoredSession,
  checkpoint: Checkpoint,
  { json }: RestoreFlags,
): Promise<void> {
  const made = await restoreBeside(session, checkpoint);
  if (json === true) {
    printJson({ v: 1, number: checkpoint.number, commit: checkpoint.commit, ...made });
    return;
  }
  print(
    `${words(checkpoint)} is in ${made.path}, on the new branch ${made.branch}\n` +
      `look: ${made.commands.look}\nremove: ${made.commands.remove}\n`,
  );
}

async function putBack(
  session: RestoredSession,
  checkpoint: Checkpoint,
  { json, named }: RestoreFlags & { readonly named: NamedSession },
): Promise<void> {
  const { path, before, written, removed } = await restoreInPlace(session, checkpoint);
  if (json === true) {
    const what = { number: checkpoint.number, commit: checkpoint.commit };
    printJson({ v: 1, ...what, path, before, written, removed });
    return;
  }
  const undo = sessionCommand(named, {
    words: ['restore', '--here', '--number', String(before)],
  });
  print(
    `${words(checkpoint)} is back in ${path} (files written: ${written}, removed: ${removed}); HEAD and index are as they were\n` +
      `undo: ${undo}\n`,
  );
  if (checkpoint.head !== null) {
    const move = joinShellWords(['git', '-C', path, 'reset', '--soft', checkpoint.head]);
    print(`HEAD was at ${checkpoint.head.slice(0, 12)} then: ${move}\n`);
  }
}

function nameOf({ config, session }: OpenSession['place']): NamedSession {
  return { config: config.configPath, session };
}

function words({ number, iteration }: Checkpoint): string {
  return `checkpoint ${number} (after iteration ${iteration})`;
}
