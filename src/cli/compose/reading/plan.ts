import { join } from 'node:path';
import { processEnvironment } from '../../../adapters/config/environment.ts';
import { edit, page } from '../../../adapters/process/pager.ts';
import { artefactText } from '../../../adapters/session/artefacts/materials.ts';
import type { OpenSession } from '../people/open-session.ts';

/** The plan of a session, and a hash that changes with it. A text is untrusted; undefined if it cannot be shown. */
export function readPlan({ store, place }: OpenSession) {
  const { files, hash } = store.planFiles();
  return {
    files: files.map((name) => ({ name, text: artefactText(join(place.folder.path, name)) })),
    hash,
  };
}

/** Opens the plan's files that can be shown in the person's editor; false if that failed. */
export async function editPlan(
  { place }: OpenSession,
  { files }: ReturnType<typeof readPlan>,
): Promise<boolean> {
  const paths = files
    .filter(({ text }) => text !== undefined)
    .map(({ name }) => join(place.folder.path, name));
  return paths.length > 0 && (await edit(paths, processEnvironment()));
}

/** Shows it through the person's pager; false if there is none. */
export async function pageText(text: string): Promise<boolean> {
  return await page(text, processEnvironment());
}
