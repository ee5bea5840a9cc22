import * as z from 'zod/mini';
import { type Phase, PHASES } from '../phases/phase.ts';
import { parseDuration } from '../text/duration.ts';
import { type Complaint, shown } from './problem.ts';

/**
 * How a value is written. The message of an issue is a whole predicate (`lacks a double quote`) or
 * goes on after the value (`not a duration`).
 */
export interface Form<T> {
  /** Built by the first read: a command reads few settings, and each schema costs start-up time. */
  readonly schema: () => z.ZodMiniType<T, string>;
  /** A valid value, in words or as an example. */
  readonly hint: string;
  readonly unit?: string;
  /** No message shows the value. */
  readonly secret?: true;
  /** The default as a person writes it, where `String` is wrong. */
  write?(value: T): string;
}

/** A value, or a complaint about it. */
export type Reading<T> = { readonly value: T } | Complaint;

/** Reads a text by a form; never throws. */
export function readForm<T>(form: Omit<Form<T>, 'write'>, text: string): Reading<T> {
  const read = z.safeParse(form.schema(), text, { reportInput: true });
  if (read.success) return { value: read.data };
  const [issue] = read.error.issues;
  const words = issue?.message ?? 'not valid';
  if (/^(has|is|lacks) /.test(words)) return { message: words, hint: form.hint };
  if (form.secret === true) return { message: 'is not valid', hint: form.hint };
  // The issue of an item of a list has a path.
  const isPart = issue !== undefined && issue.path.length > 0;
  const value = isPart ? `has ${shown(String(issue.input))}` : `is ${shown(text)}`;
  return { message: `${value}, ${words}`, hint: form.hint };
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

const trimmed = () => z.string().check(z.trim());

/** Decimal digits only: no sign, point, exponent or `0x`; blanks around them do not matter. */
export function wholeNumber({ min, max, unit }: Range) {
  const digits = () => trimmed().check(z.regex(/^-?\d+$/, 'not a whole number'));
  const inRange = () =>
    z.number().check(z.gte(min, `less than ${min}`), z.lte(max, `more than ${max}`));
  const number = () => z.pipe(z.pipe(digits(), z.transform(Number)), inRange());
  return { schema: number, hint: `a whole number of ${unit} from ${min} to ${max}`, unit };
}

/** The longest time that a timer of Node holds, in seconds. */
const LONGEST_S = Math.floor((2 ** 31 - 1) / 1000);

/** A duration that a timer holds, as milliseconds; written in seconds. */
export function seconds(min: number) {
  const inRange = () =>
    z
      .number()
      .check(
        z.gte(min * 1000, `less than ${min} s`),
        z.lte(LONGEST_S * 1000, `more than ${LONGEST_S} s`),
      );
  return {
    schema: () => z.pipe(duration.schema(), inRange()),
    hint: DURATIONS,
    unit: 'seconds',
    write: (value: number) => String(value / 1000),
  };
}

/** Durations, comma-separated, as milliseconds; the last is repeated. */
export function secondsList(min: number) {
  return {
    schema: () =>
      z.pipe(
        z.pipe(
          trimmed(),
          z.transform((text) => text.split(',').map((part) => part.trim())),
        ),
        z.array(seconds(min).schema()).check(z.maxLength(20, 'more than 20 waits')),
      ),
    hint: 'durations, comma-separated, such as 30,2m',
    unit: 'seconds',
    write: (waits: readonly number[]) => waits.map((ms) => String(ms / 1000)).join(','),
  };
}

const SIZES: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Bytes: `1000000`, `512M`, `4G`, `4GiB`; the letters are powers of 1024. */
export const byteCount = {
  schema: () => {
    const form = /^(\d+)\s*(?:([KMGT])(?:i?B)?)?$/i;
    const wrong = 'not a number of bytes';
    const bytes = (text: string) => {
      const [, digits = '', letter = ''] = form.exec(text) ?? [];
      return Number(digits) * (SIZES[letter.toUpperCase()] ?? 1);
    };
    const number = z.int(wrong).check(z.gte(1, wrong));
    return z.pipe(z.pipe(trimmed(), z.transform(bytes)), number);
  },
  hint: 'for example 512M or 4G',
  write: (bytes: number) => `${bytes / 2 ** 30}G`,
};

const DURATIONS = 'for example 90 (seconds), 90s, 30m or 8h';

/** Milliseconds of `90`, `90s`, `20m`, `1h30m`; 0 is 0. */
export const duration = {
  schema: () => z.pipe(z.pipe(z.string(), z.transform(parseDuration)), z.number('not a duration')),
  hint: `${DURATIONS}; 0 is off`,
};

/** The same, with undefined for 0. */
export const durationOrOff = {
  ...duration,
  schema: () =>
    z.pipe(
      duration.schema(),
      z.transform((ms): number | undefined => (ms === 0 ? undefined : ms)),
    ),
};

/** US dollars, more than none: `5`, `2.50`. */
export const dollars = {
  schema: () => {
    const form = z.regex(/^(?=.*[1-9])\d{1,7}(\.\d+)?$/, 'not US dollars');
    return z.pipe(trimmed().check(form), z.transform(Number));
  },
  hint: 'for example 20 or 2.50',
  unit: 'US dollars',
};

/** One of a few words, in any case. */
export function choice<const T extends string>(choices: readonly T[]) {
  const word = () => trimmed().check(z.toLowerCase());
  return {
    schema: () => z.pipe(word(), z.enum(choices, 'which is unknown')),
    hint: `one of: ${choices.join(', ')}`,
  };
}

/** An http(s) address. No message shows it: it may contain a password. */
export function address(example: string) {
  const wrong = 'is not an http or https address';
  const isAddress = (text: string) => /^https?:\/\//i.test(text) && URL.canParse(text);
  return {
    schema: () => trimmed().check(z.refine(isAddress, wrong)),
    hint: `for example ${example}`,
    secret: true,
  } as const;
}

/** The address of a PostgreSQL database. No message shows it: it may contain a password. */
export const databaseAddress = {
  schema: () => {
    const wrong = 'is not the address of a PostgreSQL database';
    const isAddress = (text: string) => /^postgres(ql)?:\/\//i.test(text) && URL.canParse(text);
    return trimmed().check(z.refine(isAddress, wrong));
  },
  hint: 'for example postgres://samocode:<password>@db.example.org/samocode',
  secret: true,
} as const;

/** The name of a machine of a fleet, which people write in commands. */
export const machineName = {
  schema: () => trimmed().check(z.regex(/^[\w.-]{1,100}$/, 'not a name of a machine')),
  hint: 'letters, digits, dots, hyphens and underscores, such as build-1',
};

/** The name of a git remote, or an address that git knows. No message shows it: it may contain a password. */
export const gitRemote = {
  schema: () => trimmed().check(z.regex(/^[^\s-]\S*$/, 'is not a remote of git')),
  hint: 'the name of a remote, such as origin, or an address that git can push to',
  secret: true,
} as const;

const NOT_IN_BRANCH = /[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|(^|\/)\.|\.(lock)?(\/|$)|^[-/]|^@?$/u;

/** The beginning of a branch name, by git's own rules (git-check-ref-format), without a slash at its end. */
export const branchPrefix = {
  schema: () =>
    trimmed().check(
      z.overwrite((text) => text.replace(/\/+$/, '')),
      z.refine((text) => !NOT_IN_BRANCH.test(text), 'which git allows in no branch'),
    ),
  hint: 'for example feature',
};

/** A name that git resolves to a commit: a branch, a tag, an id; no option and no range. */
export const gitRef = {
  schema: () =>
    trimmed().check(z.refine((text) => !NOT_IN_REF.test(text), 'which git takes for no commit')),
  hint: 'for example main or origin/main',
};

const NOT_IN_REF = /[\s:?*[\\\p{Cc}]|\.\.|^[-^]|^$/u;

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

/** Any text without the blanks around it. */
export const text = { schema: trimmed, hint: 'give a value or remove the line' };

/** One word that a CLI takes as the value of a flag. */
export const word = {
  schema: () => trimmed().check(z.regex(/^[^\s\p{Cc}-][^\s\p{Cc}]*$/u, 'not one word')),
  hint: 'give one word without blanks, such as opus or high, or remove the line',
};

/** The path of a folder. */
export const folder = {
  schema: () => trimmed().check(z.minLength(1, 'is empty')),
  hint: 'name a folder',
};

/** Telegram's ids of people, separated by commas or blanks; not names, because names change hands. */
export const userIds = {
  schema: () => {
    const wrong = 'which is no number of a user';
    const id = z.pipe(z.string().check(z.regex(/^[1-9]\d{0,15}$/, wrong)), z.transform(Number));
    const words = z.transform((list: string) => list.split(/[\s,]+/).filter((word) => word !== ''));
    return z.pipe(z.pipe(z.string(), words), z.array(id).check(z.minLength(1, wrong)));
  },
  hint: 'numbers like 123456789, comma-separated; @userinfobot tells yours',
};

/** Telegram's id of a topic. */
export const topicId = {
  schema: () =>
    z.pipe(
      trimmed().check(z.regex(/^[1-9]\d{0,9}$/, 'which is no id of a topic')),
      z.transform(Number),
    ),
  hint: 'the last number of the link of the topic, as 77 in https://t.me/c/1234567890/77',
};
