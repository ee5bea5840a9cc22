import { CREDENTIAL_NAMES } from '../provider/environment/child-variables.ts';
import { type GitSetting, withGitSettings } from '../provider/environment/git-variables.ts';

/** They lead to services outside: a session bus, an ssh or gpg agent, a display, another container engine. */
const LEADS_OUTSIDE: ReadonlySet<string> = new Set([
  'DBUS_SESSION_BUS_ADDRESS',
  'DBUS_SYSTEM_BUS_ADDRESS',
  'DISPLAY',
  'DOCKER_HOST',
  'CONTAINER_HOST',
  'GPG_AGENT_INFO',
  'SSH_AUTH_SOCK',
  'SSH_AGENT_PID',
  'TMUX',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'XDG_RUNTIME_DIR',
]);

/** Where temporary files go; each program has its own name for it. */
const TEMPORARY: ReadonlySet<string> = new Set(['TMP', 'TEMP', 'TEMPDIR', 'CLAUDE_CODE_TMPDIR']);

/** git packs in the background, which writes where only a person may. */
const GIT_SETTINGS: readonly GitSetting[] = [
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
];

/** Package managers' own variables for their caches, and the folder that they use without. */
const CACHES = [
  ['npm_config_cache', '/.npm'],
  ['XDG_CACHE_HOME', '/.cache'],
] as const;

/** The needs of a program in the sandbox. */
export interface SandboxNeeds {
  /** The proof of work gets none. */
  readonly credentials: boolean;
  readonly home: string;
  /** The paths that the person made writable. */
  readonly writable: readonly string[];
}

/** The environment of a program in the sandbox. Caches that cannot be written are moved to its `/tmp`. */
export function sandboxEnvironment(
  environment: Readonly<Record<string, string>>,
  needs: SandboxNeeds,
): Readonly<Record<string, string>> {
  const isKept = (name: string): boolean =>
    !LEADS_OUTSIDE.has(name) &&
    !TEMPORARY.has(name) &&
    (needs.credentials || !CREDENTIAL_NAMES.has(name));
  const kept = Object.entries(environment).filter(([name]) => isKept(name));
  const own = { ...cacheVariables(needs), ...Object.fromEntries(kept), TMPDIR: '/tmp' };
  return withGitSettings(own, GIT_SETTINGS);
}

/** For caches without a writable part. */
function cacheVariables({ home, writable }: SandboxNeeds): Record<string, string> {
  const moved = CACHES.filter(
    ([, folder]) => !writable.some((path) => `${path}/`.startsWith(`${home}${folder}/`)),
  );
  return Object.fromEntries(moved.map(([name, folder]) => [name, `/tmp${folder}`]));
}
