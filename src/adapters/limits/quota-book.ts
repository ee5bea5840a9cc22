import { join } from 'node:path';
import type { AskTurn, QuotaBook } from '../../app/ports/books.ts';
import { capKey } from '../../domain/provider/limits/model-cap.ts';
import { isGuarded, type Keep, overMark } from '../../domain/quota/guard.ts';
import { readUse, useName } from '../../domain/quota/use-name.ts';
import {
  plausibleReset,
  presentUses,
  type SeenUse,
  type WindowUse,
} from '../../domain/quota/window-use.ts';
import { forget } from '../disk/entries.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { touch } from '../disk/write-file.ts';
import { createExclusively } from './probe-claims.ts';
import { namesIn } from './window-book.ts';

/** The account's folders in the limit book: one for all models, and one for each capped model. */
export interface QuotaFolders {
  readonly folder: (suffix: string) => string;
  /** Of the model in use; '' is for all models. */
  readonly suffixes: () => readonly string[];
  readonly keep: Keep;
}

/** A session asks the CLI at most so often for all sessions of the account. */
const ASK_MS = 60_000;
/** The others wait for its answer so long. */
const ANSWER_MS = 7000;
/** For a clock that is corrected by a little. */
const SLACK_MS = 1000;

/**
 * A use is an empty file: of the names for one window the newest counts, older ones are removed, and no file
 * is rewritten. Where the folder cannot be written, runs share nothing.
 */
export function openQuotaBook({ folder, suffixes, keep }: QuotaFolders): QuotaBook {
  let asked = -Infinity;
  const uses = (now: number): readonly SeenUse[] =>
    suffixes().flatMap((suffix) => {
      const model = suffix === '' ? {} : { model: suffix.slice(1) };
      return presentUses(usesIn(namesIn(folder(suffix))), now).map((use) => ({ ...use, ...model }));
    });
  return {
    noteUses(windows, now) {
      for (const use of windows) {
        noteUse(folder(use.model === undefined ? '' : `-${capKey(use.model)}`), use, now);
      }
    },
    uses,
    overMark: (now) => (isGuarded(keep) ? overMark(uses(now), keep) : undefined),
    takeAsk(now) {
      if (now >= asked && now - asked < ASK_MS) return 'asked';
      const turn = takeAsk(folder(''), now);
      if (turn === 'mine') asked = now;
      return turn;
    },
  };
}

/** The end of a warning without a number leaves a number as it is. */
function noteUse(folder: string, use: WindowUse, now: number): void {
  const { minutes, used, isWarned } = use;
  const known = usesIn(namesIn(folder)).filter((one) => one.minutes === minutes);
  if (used === undefined && !isWarned && presentUses(known, now)[0]?.isWarned !== true) return;
  const until = plausibleReset(use, now);
  const name = useName({ minutes, used, isWarned, until, seen: now });
  try {
    makeFolder(folder);
    touch(join(folder, name));
  } catch {
    return;
  }
  for (const old of known.map(useName)) if (old !== name) forget(join(folder, old));
}

function usesIn(names: readonly string[]): readonly SeenUse[] {
  return names.flatMap((name) => readUse(name) ?? []);
}

/** The session that exclusively creates `asked-<second>` asks. */
function takeAsk(folder: string, now: number): AskTurn {
  const names = namesIn(folder);
  const asks = names.flatMap((name) => {
    const at = Number(/^asked-(\d{1,13})$/.exec(name)?.[1]) * 1000;
    return at <= now + SLACK_MS ? [at] : [];
  });
  const last = Math.max(-Infinity, ...asks);
  if (now - last < ASK_MS) {
    const isAnswered = usesIn(names).some(({ seen }) => seen >= last);
    return isAnswered || now - last > ANSWER_MS ? 'asked' : 'asking';
  }
  try {
    makeFolder(folder);
  } catch {
    return 'mine';
  }
  if (createExclusively(join(folder, `asked-${Math.floor(now / 1000)}`), '') === 'exists') {
    return 'asking';
  }
  for (const at of asks) forget(join(folder, `asked-${at / 1000}`));
  return 'mine';
}
