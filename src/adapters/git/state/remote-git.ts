import type { Stops } from '../../../app/ports/repository.ts';
import type { CheckpointGit } from '../checkpoint/raw-git.ts';
import { GitFailed, stdoutOf } from '../checkpoint/stdout-of.ts';
import { gitEnvironment } from '../environment.ts';
import { NOBODY_THERE } from '../nobody-there.ts';
import type { StatePlace } from './state-place.ts';

/** No hook and no maintenance of the repository; the person's own credentials, and nobody to ask for others. */
const ONLY_TRANSFER = [
  ...['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false'],
  ...['-c', 'gc.auto=0', '-c', 'maintenance.auto=false'],
];
const GRACE_MS = 500;

/** The only git that talks to another machine for a state. */
export function openRemoteGit(place: StatePlace, { stop, kill }: Stops): CheckpointGit {
  const { commonDir, personal, remoteLimitMs, runTool } = place;
  const env = { ...gitEnvironment(personal), ...NOBODY_THERE, GIT_ASKPASS: '', GIT_DIR: commonDir };
  return async (args, input) =>
    await runTool('git', [...ONLY_TRANSFER, ...args], {
      ...{ cwd: commonDir, env, stop, kill, timeoutMs: remoteLimitMs, graceMs: GRACE_MS },
      ...(input !== undefined && { input: Buffer.from(input) }),
    });
}

/**
 * The remote of the states: its name, or its address where it is pushed to another one than it is fetched from.
 * Throws where the repository has none, or several and no `origin`.
 */
export async function stateRemote({ remote }: StatePlace, git: CheckpointGit): Promise<string> {
  const remotes = addressesIn(await stdoutOf(git(['remote', '--verbose'])));
  const [only, second] = [...remotes.keys()];
  const name =
    remote ?? (remotes.has('origin') ? 'origin' : second === undefined ? only : undefined);
  if (name === undefined) {
    if (only === undefined) throw new NoRemote('the repository has no remote');
    throw new GitFailed(
      `the repository has several remotes, and none is called origin: a line SAMOCODE_STATE_REMOTE=${only} in .samocode names the one for states`,
    );
  }
  const { fetched, pushed } = remotes.get(name) ?? {};
  return pushed !== undefined && pushed !== fetched ? pushed : name;
}

/** No other machine can have pushed anything. */
export class NoRemote extends GitFailed {}

interface Addresses {
  readonly fetched?: string;
  /** The first one, where there are several. */
  readonly pushed?: string;
}

/** From `<name>\t<address> (fetch)`, and the same with `(push)`. */
function addressesIn(listed: string): ReadonlyMap<string, Addresses> {
  const remotes = new Map<string, Addresses>();
  for (const [, name = '', address = '', way] of listed.matchAll(LISTED)) {
    const known = way === 'fetch' ? { fetched: address } : { pushed: address };
    remotes.set(name, { ...known, ...remotes.get(name) });
  }
  return remotes;
}

const LISTED = /^([^\t\n]+)\t(.*) \((fetch|push)\)/gm;

/** A remote as messages, commands and notes name it: an address without its user and password. */
export function shownRemote(remote: string): string {
  return remote.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/\s]*@/i, '$1');
}

/** One ref and nothing else: no tag, no submodule, no signature, and no branch that follows the remote. */
const PUSH = ['--porcelain', '--no-verify', '--no-follow-tags', '--no-recurse-submodules'];
const FETCH = [
  ...['--quiet', '--no-tags', '--no-filter'],
  ...['--no-recurse-submodules', '--no-write-fetch-head'],
];

export type RefPush =
  | { readonly kind: 'ok' }
  /** The ref is not as expected; its commit may be one of ours. */
  | { readonly kind: 'moved'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Pushes a commit to a ref of the remote that is at `expected` there; '': it must not exist; undefined: as it is. The
 * commit '' removes the ref.
 */
export async function pushRef(
  git: CheckpointGit,
  of: {
    readonly remote: string;
    readonly ref: string;
    readonly commit: string;
    readonly expected: string | undefined;
  },
): Promise<RefPush> {
  const { remote, ref, commit, expected } = of;
  const how = expected === undefined ? '--force' : `--force-with-lease=${ref}:${expected}`;
  const args = ['push', ...PUSH, '--no-signed', how, '--', remote, `${commit}:${ref}`];
  const { ok, stdout, stderr, problem } = await git(args);
  if (ok) return { kind: 'ok' };
  const [, rejected] = /^!\t[^\t]*\t(.+)$/m.exec(stdout) ?? [];
  const said = stderr.split('\n').filter((line) => line.startsWith('remote: '));
  const why = rejected === undefined ? (problem ?? stderr.trim()) : [rejected, ...said].join(' ');
  const isMoved = rejected !== undefined && MOVED.test(rejected);
  return { kind: isMoved ? 'moved' : 'refused', why: why === '' ? 'git push said nothing' : why };
}

/** The lease of git itself; and the server, which found the ref at another commit a moment later. */
const MOVED = /stale info|fetch first|but expected|reference already exists|failed to update ref/;

/** The commit of a ref of the remote; undefined: it has none. Throws where the remote does not answer. */
export async function remoteCommit(
  git: CheckpointGit,
  remote: string,
  ref: string,
): Promise<string | undefined> {
  const listed = await stdoutOf(git(['ls-remote', '--', remote, ref]));
  const line = listed.split('\n').find((one) => one.endsWith(`\t${ref}`));
  return line?.split('\t')[0];
}

/** The refs of the remote that match a pattern. Throws where the remote does not answer. */
export async function remoteRefs(
  git: CheckpointGit,
  remote: string,
  pattern: string,
): Promise<readonly string[]> {
  const listed = await stdoutOf(git(['ls-remote', '--', remote, pattern]));
  return listed.split('\n').flatMap((line) => line.split('\t')[1] ?? []);
}

/** Fetches a ref of the remote to the ref `into` here; undefined: the remote has none. */
export async function fetchRef(
  git: CheckpointGit,
  remote: string,
  { ref, into }: { readonly ref: string; readonly into: string },
): Promise<string | undefined> {
  const args = ['fetch', ...FETCH, '--no-prune', '--refmap=', '--', remote, `+${ref}:${into}`];
  const { ok, stderr, problem } = await git(args);
  if (!ok && problem === undefined && stderr.includes("couldn't find remote ref")) return undefined;
  if (!ok) throw new GitFailed(problem ?? stderr.trim());
  return (await stdoutOf(git(['rev-parse', '--verify', `${into}^{commit}`]))).trim();
}
