import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  MANAGED_FOLDERS,
  settingsFiles,
  type SettingsFinding,
  settingsFinding,
  settingsOfArgs,
  type SettingsPlaces,
} from '../../../domain/provider/claude-settings.ts';
import { readTextFile } from './text-file.ts';

/** Which settings of Claude Code forbid the permission bypass there, and which cannot be read. */
export function forbiddingSettings(
  places: SettingsPlaces,
  managed: readonly string[] = MANAGED_FOLDERS,
): readonly SettingsFinding[] {
  const ofArgs = settingsOfArgs(places.extraArgs);
  const files = [...managed.flatMap(managedFiles), ...settingsFiles(places)];
  const source = { path: 'CLAUDE_EXTRA_ARGS', within: '--settings' };
  const inline = ofArgs?.kind === 'settings' ? settingsFinding(source, ofArgs.text) : undefined;
  return [inline, ...files.map(findingOf)].filter((finding) => finding !== undefined);
}

/** `managed-settings.json` and the drop-in files next to it. */
function managedFiles(folder: string): readonly string[] {
  const dropIns = join(folder, 'managed-settings.d');
  const names = namesIn(dropIns).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  return [join(folder, 'managed-settings.json'), ...names.map((name) => join(dropIns, name))];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function findingOf(path: string): SettingsFinding | undefined {
  const file = readTextFile(path);
  switch (file.kind) {
    case 'text':
      return settingsFinding({ path }, file.text);
    case 'unreadable':
      return { kind: 'unreadable', source: { path }, reason: file.reason };
    case 'folder':
      return { kind: 'unreadable', source: { path }, reason: 'is a folder' };
    case 'absent':
      return undefined;
  }
}
