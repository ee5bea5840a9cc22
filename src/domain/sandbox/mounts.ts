/**
 * One step in which bubblewrap builds the file system of the sandbox; a later step covers an
 * earlier one.
 */
export type Mount =
  /** A folder or file of the machine at its own path. */
  | { readonly kind: 'write' | 'read'; readonly path: string }
  /** A folder at another path, to be written. */
  | { readonly kind: 'write-as'; readonly path: string; readonly as: string }
  /** An empty folder that cannot be written. */
  | { readonly kind: 'empty'; readonly path: string }
  /** An empty folder in memory; its content is gone with the sandbox. */
  | { readonly kind: 'scratch'; readonly path: string }
  /** A file that cannot be opened: a device is put over it. */
  | { readonly kind: 'hide'; readonly path: string };

/** What one program may do; every path is absolute, without links, and there. */
export interface SandboxPlaces {
  /** Files and folders of the person's CLI, the worktree, the session and git's own: to be written. */
  readonly writable: readonly string[];
  /** Within them, what may only be read. */
  readonly readOnly: readonly string[];
  /** Files with credentials that the program does not need. */
  readonly hidden: readonly string[];
  /** The folder that becomes `/tmp`; undefined: one in memory. */
  readonly temporary: string | undefined;
  /** Paths that stay visible in a covered folder (`COVERED`). */
  readonly seen: readonly string[];
}

/** Folders of the machine that hold sockets and other programs' temporary files: covered. */
export const TEMPORARY_FOLDERS = ['/tmp', '/var/tmp'] as const;
/** The user's and the system's services listen there: D-Bus, Docker, systemd, an ssh agent. */
const SERVICES_FOLDER = '/run';
export const COVERED: readonly string[] = [...TEMPORARY_FOLDERS, SERVICES_FOLDER];

/** What programs need of /run: how names are looked up, and on NixOS the programs themselves. */
const NEEDED_OF_RUN = [
  '/run/systemd/resolve',
  '/run/resolvconf',
  '/run/NetworkManager/resolv.conf',
  '/run/nscd',
  '/run/current-system',
  '/run/booted-system',
  '/run/opengl-driver',
];

/**
 * Everything is readable, and only `places` is writable. Writable folders come before the read-only
 * paths within them; hidden paths come last.
 */
export function sandboxMounts(places: SandboxPlaces): readonly Mount[] {
  // All else is read-only anyway: a link of an agent's to /run would uncover it.
  const isWritable = (path: string): boolean =>
    places.writable.some((folder) => path === folder || path.startsWith(`${folder}/`));
  return [
    { kind: 'empty', path: SERVICES_FOLDER },
    ...TEMPORARY_FOLDERS.map((as) => temporaryMount(places.temporary, as)),
    ...outermostFirst(places.seen).map((path) => ({ kind: 'read', path }) as const),
    ...outermostFirst(places.writable).map((path) => ({ kind: 'write', path }) as const),
    ...outermostFirst(places.readOnly.filter(isWritable)).map(
      (path) => ({ kind: 'read', path }) as const,
    ),
    ...places.hidden.map((path) => ({ kind: 'hide', path }) as const),
  ];
}

function temporaryMount(temporary: string | undefined, as: string): Mount {
  return temporary === undefined
    ? { kind: 'scratch', path: as }
    : { kind: 'write-as', path: temporary, as };
}

/** A folder before what lies in it, so that it does not cover that. */
function outermostFirst(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].sort((one, other) => one.length - other.length);
}

/** Separate namespaces, no capabilities, and an end together with the parent process. */
const ISOLATION = [
  '--die-with-parent',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  ...['--cap-drop', 'ALL'],
  ...['--ro-bind', '/', '/'],
  ...['--dev', '/dev'],
  ...['--proc', '/proc'],
];

/** The arguments of bubblewrap (bwrap(1) of 0.8), up to and with the `--` before the program. */
export function bwrapArgs(mounts: readonly Mount[], cwd: string): readonly string[] {
  return [...ISOLATION, ...mounts.flatMap(argsOf), '--chdir', cwd, '--'];
}

function argsOf(mount: Mount): readonly string[] {
  const { path } = mount;
  switch (mount.kind) {
    case 'write':
      return ['--bind', path, path];
    case 'read':
      return ['--ro-bind', path, path];
    case 'write-as':
      return ['--bind', path, mount.as];
    case 'scratch':
      return ['--tmpfs', path];
    case 'empty':
      return [
        ...['--tmpfs', path],
        ...NEEDED_OF_RUN.flatMap((needed) => ['--ro-bind-try', needed, needed]),
        ...['--remount-ro', path],
      ];
    case 'hide':
      return ['--ro-bind', '/dev/null', path];
  }
}
