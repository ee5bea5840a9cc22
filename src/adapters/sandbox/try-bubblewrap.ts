import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stops } from '../../app/ports/repository.ts';
import type { Bubblewrap } from '../../app/ports/sandbox.ts';
import { childEnvironment } from '../../domain/provider/environment/child-env.ts';
import { bwrapArgs, sandboxMounts } from '../../domain/sandbox/mounts.ts';
import type { RunTool } from '../tool.ts';
import { seenOf } from './paths.ts';

const PROBE_LIMIT_MS = 10_000;
const ELSEWHERE = 'set SAMOCODE_SANDBOX=none, and use a container or a virtual machine';
const INSTALL = 'sudo apt-get install bubblewrap (dnf, pacman: the package has the same name)';
const NAMESPACES =
  'user namespaces may be forbidden: sysctl kernel.unprivileged_userns_clone kernel.apparmor_restrict_unprivileged_userns user.max_user_namespaces';

/** The proof: a folder of its own is written, and the person's home is not. */
const PROBE =
  ': > "$1/written" || exit 3; (: > "$2") 2>/dev/null && { rm -f "$2"; exit 4; }; exit 0';

export interface BubblewrapTrial {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The path of `bwrap`; undefined: it is not on PATH. */
  readonly findProgram: () => string | undefined;
  readonly runTool: RunTool;
  readonly stops: Stops;
}

/** Tries it by real writes, with everything that an agent's sandbox has. Throws nothing. */
export async function tryBubblewrap(trial: BubblewrapTrial): Promise<Bubblewrap> {
  const { environment, home, stops } = trial;
  const { platform } = process;
  if (platform !== 'linux') return fails(`there is no bubblewrap for ${platform}`, ELSEWHERE);
  const path = trial.findProgram();
  if (path === undefined) return fails('bubblewrap (bwrap) is not on PATH', INSTALL);
  const own = makeFolder();
  if (own === undefined) {
    const cure = 'set TMPDIR to a folder that exists and that you can write';
    return fails(`bubblewrap was not tried: no file can be created in ${tmpdir()}`, cure);
  }
  try {
    const places = {
      ...{ writable: [own], readOnly: [], hidden: [] },
      ...{ seen: seenOf([home]), temporary: own },
    };
    const words = ['/bin/sh', '-c', PROBE, 'sh', own, join(home, '.samocode-probe')];
    const args = [...bwrapArgs(sandboxMounts(places), '/'), ...words];
    const env = childEnvironment(environment);
    const how = { cwd: '/', timeoutMs: PROBE_LIMIT_MS, env, graceMs: 0, ...stops };
    const { ok, stderr } = await trial.runTool(path, args, how);
    if (ok) return { kind: 'works', path };
    const said = stderr.trim().split('\n').at(-1) ?? '';
    return fails(
      `bubblewrap makes no sandbox here: ${said || 'a write passed or failed wrongly'}`,
      NAMESPACES,
    );
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function makeFolder(): string | undefined {
  try {
    return mkdtempSync(join(realpathSync(tmpdir()), 'samocode-sandbox-'));
  } catch {
    return undefined;
  }
}

function fails(why: string, cure: string): Bubblewrap {
  return { kind: 'fails', why, cure };
}
