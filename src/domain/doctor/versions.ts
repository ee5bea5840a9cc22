import type { ProviderName } from '../provider/provider-name.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

/**
 * The three numbers of a version, at any place in a text (`git version 2.39.5`, `codex-cli
 * 0.169.0`).
 */
export type Version = readonly [number, number, number];

export function readVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return [Number(major), Number(minor), Number(patch ?? 0)];
}

/** Negative, zero or positive, as for a sort. */
export function compareVersions(a: Version, b: Version): number {
  const [x, y] = [a, b].map(([major, minor, patch]) => (major * 1e5 + minor) * 1e5 + patch);
  return (x ?? 0) - (y ?? 0);
}

const OLDEST_NODE: Version = [20, 19, 0];
const NEWEST_NODE_MAJOR = 24;

export function aboutNode(text: string): Finding {
  const version = readVersion(text);
  if (version === undefined || compareVersions(version, OLDEST_NODE) < 0) {
    return bad('node', `node ${text} is too old`, `install Node ${written(OLDEST_NODE)} or newer`);
  }
  if (version[0] <= NEWEST_NODE_MAJOR) return ok('node', `node ${text}`);
  return warn(
    'node',
    `node ${text} is newer than the tested versions`,
    'tested are Node 20, 22 and 24',
  );
}

/** `worktree add` with all that is used of it. */
const OLDEST_GIT: Version = [2, 17, 0];

export interface GitFacts {
  /** What `git --version` prints; undefined: there is no git. */
  readonly version: string | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
}

/** Agents commit: without an identity each of their commits fails. */
export function aboutGit({ version, name, email }: GitFacts): readonly Finding[] {
  if (version === undefined) return [bad('git', 'git does not run', 'install git')];
  const found = readVersion(version);
  const isOld = found === undefined || compareVersions(found, OLDEST_GIT) < 0;
  const program = isOld
    ? warn('git', `${version} is older than ${written(OLDEST_GIT)}`, 'install a newer git')
    : ok('git', version);
  if (name !== undefined && email !== undefined) return [program];
  const missing = name === undefined ? 'user.name' : 'user.email';
  const cure = `git config --global ${missing} "…" (agents commit with it)`;
  return [program, warn('git-identity', `git has no ${missing}`, cure)];
}

/** The versions that `npm run test:real` and the recorded transcripts come from. */
const TRIED: Readonly<Record<ProviderName, readonly [oldest: Version, newest: Version]>> = {
  claude: [
    [2, 1, 197],
    [2, 1, 332],
  ],
  codex: [
    [0, 169, 0],
    [0, 171, 0],
  ],
};

/** Whether this version of a CLI is known to work; newer ones most likely do. */
export function aboutCliVersion(provider: ProviderName, text: string): Finding {
  const version = readVersion(text);
  const [oldest, newest] = TRIED[provider];
  if (version === undefined) {
    const cure = 'is it the right program? samocode reads its events and goes by them';
    return warn(provider, `${provider} does not tell its version: ${text}`, cure);
  }
  if (compareVersions(version, oldest) < 0) {
    const cure = `update it: tried are ${written(oldest)} to ${written(newest)}`;
    return warn(provider, `${provider} ${written(version)} is older than the tried versions`, cure);
  }
  const isNewer = compareVersions(version, newest) > 0;
  const remark = isNewer
    ? `, newer than the ${written(newest)} that was tried`
    : ', which was tried';
  return ok(provider, `${provider} ${written(version)}${remark}`);
}

function written(version: Version): string {
  return version.join('.');
}
