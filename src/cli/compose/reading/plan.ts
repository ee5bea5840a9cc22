import { processEnvironment } from '../../../adapters/config/environment.ts';
import { page } from '../../../adapters/process/pager.ts';
import { planText } from '../../../adapters/session/materials.ts';
import { waitsForApproval } from '../../../app/people/acts.ts';
import { look } from '../../../app/session/look.ts';
import type { OpenSession } from '../people/open-session.ts';

/** The current plan of the session. */
export interface ShownPlan {
  /** A text is untrusted; undefined if it cannot be shown. */
  readonly files: readonly { readonly name: string; readonly text: string | undefined }[];
  /** Changes with the plan. */
  readonly hash: string;
}

/** The plan that waits for approval; undefined if none does. */
export function planToApprove({ store, place }: OpenSession): ShownPlan | undefined {
  if (!waitsForApproval(look(store))) return undefined;
  const { files, hash } = store.planFiles();
  return { files: files.map((name) => ({ name, text: planText(place.folder.path, name) })), hash };
}

/** Shows it through the person's pager; false if there is none. */
export async function pageText(text: string): Promise<boolean> {
  return await page(text, processEnvironment());
}
