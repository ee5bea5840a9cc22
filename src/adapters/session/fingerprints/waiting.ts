import { lstatSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { SessionWatch, WaitingSession } from '../../../app/ports/queue/work.ts';
import { SETTINGS_FILES } from '../../../domain/settings/settings-files.ts';
import { nearestExisting } from '../../nearest-existing.ts';
import { tryWatch } from '../watching.ts';
import { folderFingerprint } from './fingerprint.ts';

/** The files of a session that rests without a run, and its project's settings. */
export const sessionWatch: SessionWatch = {
  seenIn: ({ config, path }) => {
    const folder = path === undefined ? '' : ofFolder(path);
    return folder === undefined ? '' : [folder, ...settingsFiles(config).map(ofFile)].join('\n');
  },
  watch: ({ config, path }, onChange) => {
    const ofSession = path === undefined ? [] : tryWatch(path, onChange);
    const watchers = [...ofSession, ...watchSettings(config, onChange)];
    return {
      [Symbol.dispose]: () => {
        for (const watcher of watchers) watcher.close();
      },
    };
  },
};

function settingsFiles(config: WaitingSession['config']): readonly string[] {
  return [config, ...SETTINGS_FILES.map((name) => join(dirname(config), name))];
}

/** The names of the settings in their folder; where that is away, the name with which it would be there again. */
function watchSettings(config: string, onChange: () => void): ReturnType<typeof tryWatch> {
  const folder = dirname(config);
  const there = nearestExisting(folder);
  const [missing = ''] = relative(there, folder).split(sep);
  const names = missing === '' ? [basename(config), ...SETTINGS_FILES] : [missing];
  return tryWatch(there, onChange, names);
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
