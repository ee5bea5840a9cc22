import { gitRef, gitRemote } from '../values/names.ts';
import { seconds } from '../values/numbers.ts';
import { choice, folder, relativePaths, text } from '../values/words.ts';
import type { SettingTable } from './setting.ts';

const path = {
  ...folder,
  class: 'path',
  sources: ['project'],
  default: undefined,
  defaultText: 'required',
} as const;

export const FOLDERS = {
  MAIN_REPO: {
    ...path,
    name: 'mainRepo',
    help: 'the git work tree',
  },
  WORKTREES: {
    ...path,
    name: 'worktrees',
    help: 'the folder in which samocode creates a worktree for each session, before its first agent',
  },
  SESSIONS: {
    ...path,
    name: 'sessions',
    help: 'the folder of the sessions; preferably outside the repository',
  },
} as const satisfies SettingTable;

export const BASE = {
  BASE: {
    ...gitRef,
    name: 'base',
    default: undefined,
    defaultText: 'the current branch of `MAIN_REPO`',
    class: 'harmless',
    sources: ['project'],
    help: 'the branch, tag or commit from which a new session starts, such as `main` or `origin/main`',
  },
} as const satisfies SettingTable;

export const SET_UP = {
  COPY: {
    ...relativePaths,
    name: 'copy',
    default: [],
    defaultText: 'none',
    class: 'harmless',
    sources: ['project'],
    help: 'ignored files of `MAIN_REPO` that a new worktree needs, comma-separated, such as `.env.local,config/dev.json`; patterns for more are in `.worktreeinclude`',
  },
  SETUP: {
    ...text,
    name: 'setUp',
    default: undefined,
    class: 'command',
    sources: ['project'],
    help: 'a command that sets a new worktree up, such as `npm ci`, before the first agent; again when a lock file has changed',
  },
  SETUP_TIMEOUT: {
    ...seconds(1),
    name: 'setUpTimeoutMs',
    default: 900_000,
    class: 'bound',
    sources: ['project', 'environment'],
    help: 'the time limit of `SETUP`; `.samocode` overrides the environment',
  },
} as const satisfies SettingTable;

export const VERIFICATION = {
  VERIFY: {
    ...text,
    name: 'verify',
    default: undefined,
    class: 'command',
    sources: ['project'],
    help: 'a command that verifies the work; it must succeed before a session may be done',
  },
  VERIFY_TIMEOUT: {
    ...seconds(1),
    name: 'verifyTimeoutMs',
    default: 900_000,
    class: 'bound',
    sources: ['project', 'environment'],
    help: 'the time limit of `VERIFY`; `.samocode` overrides the environment',
  },
} as const satisfies SettingTable;

export const PUBLISHING = {
  PUBLISH: {
    ...choice(['off', 'draft-pr']),
    name: 'publish',
    default: 'off',
    class: 'permission',
    tight: ['off'],
    sources: ['project', 'environment'],
    help: '`draft-pr`: before a session is done, samocode pushes its branch, never by force, and makes a draft pull request with `gh`, with your own credentials; see [hand-over](docs/reference/hand-over.md#publish)',
  },
  PUBLISH_TIMEOUT: {
    ...seconds(1),
    name: 'publishTimeoutMs',
    default: 300_000,
    class: 'bound',
    sources: ['project', 'environment'],
    help: 'the time limit of each `git` and `gh` that publishes',
  },
  SAMOCODE_STATE_REMOTE: {
    ...gitRemote,
    name: 'stateRemote',
    default: undefined,
    defaultText: '`origin`, else the only remote',
    class: 'address',
    sources: ['project', 'environment'],
    help: 'the git remote through which sessions go from machine to machine in a fleet: a name or an address; see [fleet](docs/fleet.md#the-state-that-travels)',
  },
} as const satisfies SettingTable;
