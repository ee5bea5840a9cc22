import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Whether the files in this folder include skills for Claude; false where none can be read. */
export function hasSkills(folder: string): boolean {
  const skills = join(folder, '.claude', 'skills');
  if (!existsSync(skills)) return false;
  try {
    return readdirSync(skills).some((name) => existsSync(join(skills, name, 'SKILL.md')));
  } catch {
    return false;
  }
}
