import * as z from 'zod/mini';
import { trimmed } from './form.ts';

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
