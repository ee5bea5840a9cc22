import { join } from 'node:path';
import * as z from 'zod/mini';
import { jsonOf } from '../../../domain/text/read-json.ts';
import { makeFolder } from '../../disk/make-folder.ts';
import { readText } from '../../disk/read-file.ts';
import { replaceFile } from '../../disk/write-file.ts';

/** The chat that the settings name. A group gets another id when it becomes a supergroup. */
export interface Chat {
  /** Its id as of now. */
  current(): string;
  /** The API says that it has this id from now on; durable when it returns. */
  movedTo(id: string): void;
}

export interface ChatOptions {
  /** The folder with samocode's records about this bot. */
  readonly folder: string;
  readonly configured: string;
  /** Told that the setting names the old id, each time that this is seen. */
  readonly onMoved: (id: string) => void;
  /** Whether a new id is written down. */
  readonly keeps: boolean;
}

const NAME = 'moved-chats.json';
const movedSchema = z.object({
  v: z.literal(1),
  /** From the old id to the new one. */
  moved: z.record(z.string(), z.string().check(z.regex(/^-\d{1,19}$/))),
});

/** The id that an answer or an update gives a chat that moved; undefined for all that is no group's id. */
export function movedId(value: unknown): string | undefined {
  return Number.isSafeInteger(value) && Number(value) < 0 ? String(value) : undefined;
}

export function openChat({ folder, configured, onMoved, keeps }: ChatOptions): Chat {
  let seen: string | undefined;
  const current = (): string => {
    const id = follow(configured, readMoved(folder)) ?? seen;
    if (id === undefined) return configured;
    onMoved(id);
    return id;
  };
  return {
    current,
    movedTo: (id) => {
      const from = follow(configured, readMoved(folder)) ?? configured;
      if (id === from) return;
      // Also where the disk refuses, this program knows it.
      seen = id;
      if (keeps) write(folder, { ...readMoved(folder), [from]: id });
      onMoved(id);
    },
  };
}

type Moved = Readonly<Record<string, string>>;

function follow(configured: string, moved: Moved): string | undefined {
  const steps = new Map(Object.entries(moved));
  let id: string | undefined;
  // A circle, of a file made by hand, ends as well.
  for (let next = steps.get(configured); next !== undefined && next !== id;) {
    id = next;
    steps.delete(configured);
    next = steps.get(id);
    steps.delete(id);
  }
  return id;
}

function readMoved(folder: string): Moved {
  return movedSchema.safeParse(jsonOf(readText(join(folder, NAME)))).data?.moved ?? {};
}

function write(folder: string, moved: Moved): void {
  try {
    makeFolder(folder);
    replaceFile(join(folder, NAME), JSON.stringify({ v: 1, moved }), true);
  } catch {
    // The next run hears of it once more.
  }
}
