import { IN_SETTINGS_FILE } from '../settings/settings-files.ts';
import { type Finding, ok, warn } from './finding.ts';

/** What cron would find, whose PATH is /usr/bin:/bin and whose environment is empty. */
export interface CronFacts {
  /** Programs by name, and where they were found on our PATH though not on cron's. */
  readonly hidden: readonly { readonly setting: string; readonly path: string }[];
  /** A program that is found nowhere; its own finding says so. */
  readonly lacksProgram: boolean;
  /** Where Node is, when cron would not find it. */
  readonly node: string | undefined;
  /** Names of settings and credentials that only this environment has; never their values. */
  readonly onlyHere: readonly string[];
}

/** Findings about settings that work in this terminal and would fail unattended. */
export function aboutCron({ hidden, lacksProgram, node, onlyHere }: CronFacts): readonly Finding[] {
  const findings: Finding[] = hidden.map(({ setting, path }) =>
    warn('cron', `cron would not find ${path}`, `${setting}=${path} ${IN_SETTINGS_FILE}`),
  );
  if (node !== undefined) {
    const cure = 'start samocode with whole paths, as this prints it: samocode schedule';
    findings.push(warn('cron', `cron would not find node (${node})`, cure));
  }
  if (onlyHere.length > 0) {
    const text = `set in this shell only, cron would not have them: ${onlyHere.join(', ')}`;
    findings.push(warn('cron', text, `put them ${IN_SETTINGS_FILE} (mode 600)`));
  }
  return findings.length > 0 || lacksProgram ? findings : [ok('cron', 'cron would find all of it')];
}
