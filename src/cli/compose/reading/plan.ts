import { join } from 'node:path';
import { processEnvironment } from '../../../adapters/config/environment.ts';
import { readRegular } from '../../../adapters/disk/regular-file.ts';
import { runPager } from '../../../adapters/process/pager.ts';
import { waitsForApproval } from '../../../app/people/acts.ts';
import { look } from '../../../app/session/look.ts';
import type { OpenSession } from '../people/open-session.ts';

/** The current plan of the session. */
export interface ShownPlan {
  readonly files: readonly PlanFile[];
  /** Another one: the plan was changed. */
  readonly hash: string;
}

export interface PlanFile {
  readonly name: string;
  /** Untrusted; undefined where it is no readable file, or too long to be shown. */
  readonly text: string | undefined;
}

const LIMIT_BYTES = 1024 * 1024;

/** The plan that waits to be approved; undefined when none does. */
export function planToApprove({ store, place }: OpenSession): ShownPlan | undefined {
  if (!waitsForApproval(look(store))) return undefined;
  const { files, hash } = store.planFiles();
  return { files: files.map((name) => ({ name, text: textOf(place.folder.path, name) })), hash };
}

/** Shows it through the person's pager; false where there is none. */
export async function page(text: string): Promise<boolean> {
  const environment = processEnvironment();
  const command = environment['PAGER'] ?? 'less';
  return command !== '' && command !== 'cat' && (await runPager(command, text, environment));
}

function textOf(folder: string, name: string): string | undefined {
  const reading = readRegular(join(folder, name), LIMIT_BYTES);
  return reading.kind === 'file' ? reading.bytes.toString() : undefined;
}
