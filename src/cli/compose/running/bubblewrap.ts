import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findExecutable } from '../../../adapters/config/folders/executable.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { seenOf } from '../../../adapters/sandbox/paths.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import { childEnvironment } from '../../../domain/provider/child-env.ts';
import { bwrapArgs, sandboxMounts } from '../../../domain/sandbox/mounts.ts';
import type { Project } from '../place/place.ts';

const PROBE_LIMIT_MS = 10_000;
const ELSEWHERE = 'set SAMOCODE_SANDBOX=none, and use a container or a virtual machine';
const INSTALL = 'sudo apt-get install bubblewrap (dnf, pacman: the package has the same name)';
const NAMESPACES =
  'user namespaces may be forbidden: sysctl kernel.unprivileged_userns_clone kernel.apparmor_restrict_unprivileged_userns user.max_user_namespaces';

/** Whether bubblewrap makes a sandbox on this machine. */
export type Bubblewrap =
  | { readonly kind: 'works'; readonly path: string }
  | { readonly kind: 'fails'; readonly why: string; readonly cure: string };

/** The proof: a folder of its own is written, and the person's home is not. */
const PROBE =
  ': > "$1/written" || exit 3; (: > "$2") 2>/dev/null && { rm -f "$2"; exit 4; }; exit 0';

/** Tries it by real writes, with everything that an agent's sandbox has. Throws nothing. */
export async function tryBubblewrap(
  { environment, home }: Pick<Project, 'environment' | 'home'>,
  stops: Stops,
): Promise<Bubblewrap> {
  const { platform } = process;
  if (platform !== 'linux') return fails(`there is no bubblewrap for ${platform}`, ELSEWHERE);
  const of = { folder: '/', cwd: '/', environment, home, platform };
  const found = findExecutable({ name: 'bwrap', ...of });
  if (!('path' in found)) return fails('bubblewrap (bwrap) is not on PATH', INSTALL);
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
    const env = childEnvironment(environment, {}, {});
    const how = { cwd: '/', timeoutMs: PROBE_LIMIT_MS, env, graceMs: 0, ...stops };
    const { ok, stderr } = await runTool(found.path, args, how);
    if (ok) return { kind: 'works', path: found.path };
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
