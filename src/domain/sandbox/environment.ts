import { CREDENTIAL_NAMES } from '../child-env.ts';

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
const GIT_SETTINGS = [
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
] as const;

/** The environment of a program in the sandbox; the proof of work gets no credentials. */
export function sandboxEnvironment(
  environment: Readonly<Record<string, string>>,
  needs: { readonly credentials: boolean },
): Record<string, string> {
  const isKept = (name: string): boolean =>
    !LEADS_OUTSIDE.has(name) &&
    !TEMPORARY.has(name) &&
    (needs.credentials || !CREDENTIAL_NAMES.has(name));
  const kept = Object.entries(environment).filter(([name]) => isKept(name));
  return { ...Object.fromEntries(kept), TMPDIR: '/tmp', ...gitSettings(environment) };
}

/** Added to those that the environment has already (git-config(1), GIT_CONFIG_COUNT). */
function gitSettings(environment: Readonly<Record<string, string>>): Record<string, string> {
  const first = Number(environment['GIT_CONFIG_COUNT'] ?? 0);
  if (!Number.isSafeInteger(first) || first < 0) return {};
  const lines = GIT_SETTINGS.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${first + at}`, key],
    [`GIT_CONFIG_VALUE_${first + at}`, value],
  ]);
  const count = String(first + GIT_SETTINGS.length);
  return { ...(Object.fromEntries(lines) as Record<string, string>), GIT_CONFIG_COUNT: count };
}
