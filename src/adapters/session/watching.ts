import { type FSWatcher, watch } from 'node:fs';

/** File systems without inotify tell nothing: looked at all the same. */
const LOOK_MS = 1000;
/** However fast things change, they are looked at no more often. */
const CALM_MS = 50;

/** Waits for changes below some folders. */
export interface Watching {
  /** Resolves when something has changed since the last call, after a second at the latest, or at once on abort. */
  next(): Promise<void>;
  close(): void;
}

/** Watches folders, without their subfolders; skips a missing one. */
export function watchFolders(folders: readonly string[], stop: AbortSignal): Watching {
  let changed = false;
  let wake: () => void = () => undefined;
  const tell = (): void => {
    changed = true;
    wake();
  };
  const watchers = folders.flatMap((folder) => tryWatch(folder, tell));
  stop.addEventListener('abort', tell);
  return {
    next: async () => {
      if (stop.aborted) return;
      await sleep(CALM_MS);
      if (!changed) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, LOOK_MS);
          wake = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
      changed = false;
    },
    close: () => {
      stop.removeEventListener('abort', tell);
      for (const watcher of watchers) watcher.close();
    },
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Calls `onChange` at each change in a folder, or of these names in it; no watcher where that cannot be. */
export function tryWatch(
  folder: string,
  onChange: () => void,
  names?: readonly string[],
): readonly FSWatcher[] {
  try {
    const watcher = watch(folder, (_event, name) => {
      if (names === undefined || name === null || names.includes(name)) onChange();
    });
    watcher.on('error', () => {
      // The once-a-second look goes on.
    });
    return [watcher];
  } catch {
    return [];
  }
}
