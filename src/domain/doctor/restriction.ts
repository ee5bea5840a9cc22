import { aboutForbidden, type SettingsFinding } from '../provider/claude-settings.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

/** The settings of Claude Code that decide whether a run gets the permission bypass. */
export interface RestrictionFacts {
  readonly findings: readonly SettingsFinding[];
}

/** A file that forbids the bypass ends each attempt; one that cannot be read may be meant to. */
export function aboutRestriction({ findings }: RestrictionFacts): Finding {
  const about = 'claude-permissions';
  if (findings.length === 0) return ok(about, 'no settings of claude forbid the permission bypass');
  const { text, cure } = aboutForbidden(findings);
  return findings.some(({ kind }) => kind === 'forbids')
    ? bad(about, `settings of claude forbid the permission bypass: ${text}`, cure)
    : warn(about, `settings of claude: ${text}`, cure);
}
