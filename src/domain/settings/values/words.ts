import * as z from 'zod/mini';
import { type Phase, PHASES } from '../../phases/phase.ts';
import { trimmed } from './form.ts';

/** Any text without the blanks around it. */
export const text = { schema: trimmed, hint: 'give a value or remove the line' };

/** One word that a CLI takes as the value of a flag. */
export const word = {
  schema: () => trimmed().check(z.regex(/^[^\s\p{Cc}-][^\s\p{Cc}]*$/u, 'not one word')),
  hint: 'give one word without blanks, such as opus or high, or remove the line',
};

/** One of a few words, in any case. */
export function choice<const T extends string>(choices: readonly T[]) {
  const word = () => trimmed().check(z.toLowerCase());
  return {
    schema: () => z.pipe(word(), z.enum(choices, 'which is unknown')),
    hint: `one of: ${choices.join(', ')}`,
  };
}

/** Absolute paths, or paths below `~`, separated by colons. */
export const pathList = {
  schema: () => {
    const path = trimmed().check(z.regex(/^(\/|~\/)/, 'which is no absolute path'));
    const parts = z.transform((text: string) => text.split(':'));
    return z.pipe(z.pipe(z.string(), parts), z.array(path));
  },
  hint: 'write whole paths, or ~/…, with a colon between two',
};

/** Phases, comma-separated. */
export const phaseList = {
  schema: () => {
    const parts = z.transform((list: string) =>
      list
        .toLowerCase()
        .split(',')
        .map((part) => part.trim()),
    );
    return z.pipe(z.pipe(z.string(), parts), z.array(z.enum(PHASES, 'which is no phase')));
  },
  hint: `of: ${PHASES.join(', ')}`,
  write: (phases: readonly Phase[]) => phases.join(','),
};

/** Paths below a folder, comma-separated. */
export const relativePaths = {
  schema: () => {
    const wrong = 'which is no path below MAIN_REPO';
    const isBelow = (path: string) =>
      path !== '' &&
      !path.startsWith('/') &&
      !path.split('/').some((part) => /^(\.\.?|\.git|)$/.test(part));
    const parts = z.transform((list: string) =>
      list.split(',').map((part) => part.trim().replace(/\/$/, '')),
    );
    return z.pipe(z.pipe(z.string(), parts), z.array(z.string().check(z.refine(isBelow, wrong))));
  },
  hint: 'for example .env,.env.local',
  write: (paths: readonly string[]) => paths.join(','),
};

/** The path of a folder. */
export const folder = {
  schema: () => trimmed().check(z.minLength(1, 'is empty')),
  hint: 'name a folder',
};
