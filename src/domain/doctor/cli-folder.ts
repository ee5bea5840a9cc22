import {
  type CliFolder,
  type FolderTrouble,
  MIN_FREE_TEMP_BYTES,
  troubleCure,
  troubleText,
} from '../provider/environment/cli-folders.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

/** A folder of the selected CLI, as it was tried out. */
export interface CliFolderFacts {
  readonly folder: CliFolder;
  readonly trouble: FolderTrouble | undefined;
  readonly freeBytes: number | undefined;
  /** Where: the folder, or the nearest one above that exists. */
  readonly tried: string;
}

/** Codex and each tool fail without their folder; Claude goes on, and loses output and its transcript. */
export function aboutCliFolder({ folder, trouble, freeBytes, tried }: CliFolderFacts): Finding {
  const { key, path, isTemporary } = folder;
  const about = key.toLowerCase();
  if (trouble !== undefined) {
    const text = troubleText(trouble);
    const cure = troubleCure(trouble);
    if (key !== 'CLAUDE_CONFIG_DIR') return bad(about, text, cure);
    return warn(about, `${text}: claude cuts tool output over 30,000 characters`, cure);
  }
  if (isTemporary && freeBytes !== undefined && freeBytes > 0 && freeBytes < MIN_FREE_TEMP_BYTES) {
    const full = { folder, kind: 'full', problem: 'less than 5 MB are free', tried } as const;
    return bad(about, troubleText(full), troubleCure(full));
  }
  return ok(about, `${key} ${path} can be written`);
}
