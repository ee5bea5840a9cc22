import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stops } from '../../../app/ports/repository.ts';
import type { SigningFacts } from '../../../domain/doctor/signing.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import type { RunTool } from '../../tool.ts';
import { gitEnvironment } from '../environment.ts';

const LIMIT_MS = 10_000;
const PROBLEM_LENGTH = 300;

/** By which a program could reach a person, or wait for one. */
const PERSON = new Set(['DISPLAY', 'WAYLAND_DISPLAY', 'GPG_TTY', 'SSH_ASKPASS', 'GIT_ASKPASS']);
/** Lines of gpg for programs, and git's words about what follows from its error. */
const NOISE = /^(\[GNUPG:\]|fatal: failed to write commit object|\s*$)/;

export interface SigningTrial {
  readonly mainRepo: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly runTool: RunTool;
  readonly stops: Stops;
  readonly limitMs?: number;
}

/**
 * Signs an empty commit with the settings of the repository, and throws it away: its object goes into a
 * temporary folder. Undefined: commits are not signed.
 */
export async function trySigning(trial: SigningTrial): Promise<SigningFacts | undefined> {
  const { mainRepo: cwd, environment, runTool, stops, limitMs: timeoutMs = LIMIT_MS } = trial;
  const kept = Object.entries(gitEnvironment(environment)).filter(([name]) => !PERSON.has(name));
  const env = { ...Object.fromEntries(kept), SSH_ASKPASS_REQUIRE: 'never' };
  const git = async (args: readonly string[], more = {}): ReturnType<RunTool> =>
    await runTool('git', args, { cwd, timeoutMs, graceMs: 0, ...stops, env: { ...env, ...more } });
  const asked = await git(['config', '--type=bool', 'commit.gpgsign']);
  if (asked.stdout.trim() !== 'true') return undefined;
  const { stdout: emptyTree } = await git(['hash-object', '-t', 'tree', '/dev/null']);
  const objects = mkdtempSync(join(tmpdir(), 'samocode-signing-'));
  try {
    const commit = ['commit-tree', '-S', '-m', 'Try to sign', emptyTree.trim()];
    const { ok, stderr } = await git(commit, { GIT_OBJECT_DIRECTORY: objects });
    return { repository: cwd, problem: ok ? undefined : problemOf(stderr) };
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}

function problemOf(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => !NOISE.test(line));
  return printableWords(lines.join('; '), PROBLEM_LENGTH);
}
