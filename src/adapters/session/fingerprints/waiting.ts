import { lstatSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { SessionWatch, WaitingSession } from '../../../app/ports/queue/work.ts';
import { SETTINGS_FILES } from '../../../domain/settings/settings-files.ts';
import { nearestExisting } from '../../nearest-existing.ts';
import { tryWatch } from '../watching.ts';
import { folderFingerprint } from './fingerprint.ts';

/**
 * Watches the files of sessions that rest without a run, and the settings of their projects and of the person, whose path
 * is `personal`.
 */
export const openSessionWatch = (personal: string): SessionWatch => ({
  seenIn: ({ config, path }) => {
    const folder = path === undefined ? '' : ofFolder(path);
    if (folder === undefined) return '';
    return [folder, ...[...settingsFiles(config), personal].map(ofFile)].join('\n');
  },
  watch: ({ config, path }, onChange) => {
    const ofSession = path === undefined ? [] : tryWatch(path, onChange);
    const names = settingsFiles(config).map((file) => basename(file));
    const ofSettings = [
      watchNames(dirname(config), names, onChange),
      watchNames(dirname(personal), [basename(personal)], onChange),
    ];
    return {
      [Symbol.dispose]: () => {
        for (const watcher of ofSession) watcher.close();
        for (const watching of ofSettings) watching[Symbol.dispose]();
      },
    };
  },
});

function settingsFiles(config: WaitingSession['config']): readonly string[] {
  return [config, ...SETTINGS_FILES.map((name) => join(dirname(config), name))];
}

/** Watches these names in a folder; where that is away, each missing part of its path until it is there again. */
function watchNames(folder: string, names: readonly string[], onChange: () => void): Disposable {
  let watchers: ReturnType<typeof tryWatch> = [];
  const close = (): void => {
    for (const watcher of watchers) watcher.close();
  };
  const watchNearest = (): void => {
    close();
    const there = nearestExisting(folder);
    const [missing = ''] = relative(there, folder).split(sep);
    const isThere = missing === '';
    const onEvent = (): void => {
      if (!isThere) watchNearest();
      onChange();
    };
    watchers = tryWatch(there, onEvent, isThere ? names : [missing]);
  };
  watchNearest();
  return { [Symbol.dispose]: close };
}

function ofFolder(path: string): string | undefined {
  try {
    return folderFingerprint(path);
  } catch {
    return undefined;
  }
}

function ofFile(path: string): string {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return `${stat?.mtimeMs ?? 0}:${stat?.size ?? 0}`;
  } catch {
    return 'hidden';
  }
}
