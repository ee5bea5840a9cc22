import { join } from 'node:path';
import { sessionsFolder } from '../../../adapters/config/folders/sessions-folder.ts';
import { loadSettings } from '../../../adapters/config/load-config.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { linesOf } from '../../../adapters/disk/lines/line-file.ts';
import { limitReader, type LimitReading } from '../../../adapters/limits/closed-window.ts';
import { lastWords } from '../../../adapters/session/logs/last-words.ts';
import { listSessions } from '../../../adapters/session/session-list.ts';
import { openStore } from '../../../adapters/session/session-store.ts';
import { watchFolders } from '../../../adapters/session/watching.ts';
import { isLimitOver } from '../../../app/limits/early-try.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import type { ListedFolder } from '../../../app/ports/session/folders.ts';
import type { SessionReader } from '../../../app/ports/session/store.ts';
import { namesToComplete } from '../../../app/reading/names-to-complete.ts';
import { chooseToRead } from '../../../app/session/choose-session.ts';
import { modelInUse } from '../../../domain/models/model-setting.ts';
import type { Phase } from '../../../domain/phases/phase.ts';
import { accountOf } from '../../../domain/provider/account.ts';
import { keepOf } from '../../../domain/quota/guard.ts';
import { choiceIn } from '../place/choice.ts';
import { leasesIn } from '../running/leases-in.ts';
import { capsIn } from './cap-reader.ts';

/** The flags of every reading command. */
export interface ReadingFlags {
  readonly config?: string | undefined;
  readonly session?: string | undefined;
}

/** One session, for commands that only look: nothing of it writes, locks or makes a folder. */
export type ReadSession = ReturnType<typeof openAt>;

/** The SESSIONS folder of the project that was named, or that the working directory belongs to. */
function findSessions({ config }: ReadingFlags): string {
  return sessionsFolder(namedHere(config));
}

/** Reads the limits of the account that a run started here would use. */
function limitsOf({ config: named }: ReadingFlags): LimitsOf {
  const at = namedHere(named);
  return limitReader(
    () => at.stateDir,
    () => {
      const { config, child } = loadSettings(at);
      return {
        account: accountOf(config.provider, child, at.home),
        keep: keepOf(config),
        model: (phase) => modelInUse(config, phase),
      };
    },
  );
}

/** A session that is opened when it is its turn. */
type OpenedSession = ListedFolder & { readonly open: () => ReadSession };

type LimitsOf = (of: {
  readonly session: string;
  readonly phase: Phase;
}) => LimitReading | undefined;

/** Every session of the project. */
export function openProject(flags: ReadingFlags): readonly OpenedSession[] {
  const [limits, cap] = [limitsOf(flags), capsIn(flags.config)];
  return listSessions(findSessions(flags)).map((listed) => ({
    ...listed,
    // The commands for a single session report its problems.
    open: () => openAt(listed, { warn: () => undefined, limits, cap }),
  }));
}

/** The names for shell completion of the project of `config`, or of the one that contains the working directory. */
export function sessionNamesHere(config?: string): readonly string[] {
  return namesToComplete(() => listSessions(findSessions({ config })));
}

/** The session that was named; without a name, the project's only one. */
export function openReading(flags: ReadingFlags, warn: (text: string) => void): ReadSession {
  const choice = choiceIn(findSessions(flags), flags.config);
  const how = { warn, limits: limitsOf(flags), cap: capsIn(flags.config) };
  return openAt(chooseToRead(choice, flags.session), how);
}

function openAt(
  { name, path, folder }: Omit<ListedFolder, 'changedAt'>,
  {
    warn,
    limits,
    cap,
  }: {
    readonly limits: LimitsOf;
    readonly cap: ReturnType<typeof capsIn>;
    readonly warn: (text: string) => void;
  },
) {
  const store: SessionReader = openStore({ path, folder }, warn);
  return {
    /** What `--session` finds it by. */
    name,
    path,
    store,
    holder: () => leasesIn(path, NEVER.stop).holder(),
    /** The reset of the closed window of the account that the next run uses. */
    closure: (now: number, phase: Phase) => limits({ session: path, phase })?.closure(now),
    /** Whether that run need no longer wait for the limit of the account that parked the session. */
    isLimitOver: (now: number, phase: Phase, account: string) => {
      const book = limits({ session: path, phase });
      return book !== undefined && isLimitOver(book, account, now);
    },
    /** The limit of cost by which a run would start no attempt. */
    cap: (now: number) => cap(store, now),
    /** The last recorded output of its run; undefined if there is none. */
    lastWords: () => lastWords(path),
    /** Waits for what may change its status. */
    watch: (stop: AbortSignal) => watchFolders([path, join(path, '.run')], stop),
    /** The lines of the history, unchanged. */
    historyLines: () => linesOf(join(path, '_signal_history.jsonl')),
  } as const;
}
