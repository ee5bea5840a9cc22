import { join } from 'node:path';
import { processEnvironment } from '../../../adapters/config/environment.ts';
import { page } from '../../../adapters/process/pager.ts';
import { artefactText } from '../../../adapters/session/materials.ts';
import type { OpenSession } from '../people/open-session.ts';

/** The plan of a session, and a hash that changes with it. A text is untrusted; undefined if it cannot be shown. */
export function readPlan({ store, place }: OpenSession) {
  const { files, hash } = store.planFiles();
  return {
    files: files.map((name) => ({ name, text: artefactText(join(place.folder.path, name)) })),
    hash,
  };
}

/** Shows it through the person's pager; false if there is none. */
export async function pageText(text: string): Promise<boolean> {
  return await page(text, processEnvironment());
}
