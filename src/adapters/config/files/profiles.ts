import { join } from 'node:path';
import { PROFILES, type Profiles } from '../../../domain/models/profiles.ts';
import { readProfiles } from '../../../domain/models/read-profiles.ts';
import type { ConfigProblem } from '../../../domain/settings/problem.ts';
import { readOwner } from '../folders/owner.ts';
import { readTextFile } from './text-file.ts';

/** The profiles in force: a person's own `profiles.json` next to the personal settings, else the shipped ones. */
export function loadProfiles(
  folder: string,
): { readonly profiles: Profiles } | { readonly problem: ConfigProblem } {
  const path = join(folder, 'profiles.json');
  const file = readTextFile(path);
  if (file.kind === 'absent') return { profiles: PROFILES };
  const owner = readOwner(path);
  const complaint =
    owner.kind === 'problem'
      ? owner.complaint
      : file.kind === 'text'
        ? undefined
        : { message: 'is not a readable file', hint: 'fix it or remove it' };
  if (complaint !== undefined) return { problem: { source: path, key: '', ...complaint } };
  const read = readProfiles(file.kind === 'text' ? file.text : '');
  return 'profiles' in read ? read : { problem: { source: path, key: '', ...read } };
}
