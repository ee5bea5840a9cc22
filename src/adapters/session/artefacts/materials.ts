import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Materials } from '../../../app/ports/session/session-files.ts';
import type { Material } from '../../../domain/prompt/prompt-parts.ts';
import type { MaterialTexts } from '../../../domain/session/materials.ts';
import { makeFolder } from '../../disk/make-folder.ts';
import { readRegular } from '../../disk/regular-file.ts';
import { replaceFile } from '../../disk/write-file.ts';
import { keepFolder } from '../folder.ts';

/** A longer text stays a file, and the prompt names its path. */
const INLINE_LIMIT_BYTES = 64 * 1024;
const FILE_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * What `--dive` and `--task` gave: kept as files in the session from the first run on, so that no
 * failed attempt and no restart loses it. They stay: the agents of later phases may read them.
 */
export function readMaterials(sessionPath: string): Materials {
  return { dive: read(sessionPath, 'dive.md'), task: read(sessionPath, 'task.md') };
}

/** The whole of each text that the session keeps; a text that cannot be read is left out. */
export function keptTexts(sessionPath: string): MaterialTexts {
  const text = (name: string): string | undefined => {
    const reading = readRegular(join(folderOf(sessionPath), name), FILE_LIMIT_BYTES);
    return reading.kind === 'file' ? reading.bytes.toString() : undefined;
  };
  const [dive, task] = [text('dive.md'), text('task.md')];
  return { ...(dive === undefined ? {} : { dive }), ...(task === undefined ? {} : { task }) };
}

/** Keeps the texts that are given; a text kept earlier is replaced. */
export function keepMaterials(
  sessionPath: string,
  texts: MaterialTexts,
  onWarning: (text: string) => void,
): void {
  makeFolder(dirname(folderOf(sessionPath)));
  keepFolder(folderOf(sessionPath), onWarning);
  if (texts.dive !== undefined)
    replaceFile(join(folderOf(sessionPath), 'dive.md'), texts.dive, true);
  if (texts.task !== undefined)
    replaceFile(join(folderOf(sessionPath), 'task.md'), texts.task, true);
}

/** What `readMaterials` would find once `keepMaterials` had kept these texts; writes nothing. */
export function foreseeMaterials(sessionPath: string, texts: MaterialTexts): Materials {
  const given = (name: string, text: string | undefined): Material | undefined =>
    text === undefined
      ? read(sessionPath, name)
      : materialOf(join(folderOf(sessionPath), name), Buffer.from(text));
  return { dive: given('dive.md', texts.dive), task: given('task.md', texts.task) };
}

function folderOf(sessionPath: string): string {
  return join(sessionPath, '.run', 'given');
}

function read(sessionPath: string, name: string): Material | undefined {
  const path = join(folderOf(sessionPath), name);
  const reading = readRegular(path, FILE_LIMIT_BYTES);
  if (reading.kind === 'missing') return undefined;
  return reading.kind === 'file' ? materialOf(path, reading.bytes) : { kind: 'file', path };
}

function materialOf(path: string, bytes: Buffer): Material {
  if (bytes.length > INLINE_LIMIT_BYTES) return { kind: 'file', path };
  return { kind: 'text', text: bytes.toString() };
}

/** The plans of a session: `MM-DD-HH:mm-plan-<slug>.md`, with or without the colon. */
export function planNames(sessionPath: string): readonly string[] {
  return namesOf(sessionPath, /^\d\d-\d\d-\d\d:?\d\d-plan\b.*\.md$/i);
}

/** The newest summary of a session, `MM-DD-HH:mm-summary-<slug>.md`; null: there is none. */
export function summaryPath(sessionPath: string): string | null {
  const name = namesOf(sessionPath, /^\d\d-\d\d-\d\d:?\d\d-summary\b.*\.md$/i).at(-1);
  return name === undefined ? null : join(sessionPath, name);
}

function namesOf(sessionPath: string, form: RegExp): readonly string[] {
  const names = readdirSync(sessionPath, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
  return names.filter((name) => form.test(name)).sort();
}

const SHOWN_LIMIT_BYTES = 1024 * 1024;

/** The text of a plan or summary; undefined if it is not a readable file, or too long to be shown. */
export function artefactText(path: string): string | undefined {
  const reading = readRegular(path, SHOWN_LIMIT_BYTES);
  return reading.kind === 'file' ? reading.bytes.toString() : undefined;
}
