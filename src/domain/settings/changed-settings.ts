import type { Decision } from '../phases/decision.ts';
import type { Phase } from '../phases/phase.ts';

/**
 * A hash of the value in the files for each setting that decides about programs, permissions or
 * cost.
 */
export type SettingsPrint = Readonly<Record<string, string>>;

/** The settings that were added, changed or removed between two readings. */
export function changedSettings(before: SettingsPrint, now: SettingsPrint): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return keys.filter((key) => before[key] !== now[key]).sort();
}

/** Lines for people when settings have changed. */
export function changedWords(keys: readonly string[]): string {
  const were = keys.length === 1 ? 'was' : 'were';
  return `${keys.join(', ')} ${were} changed in the settings files while an agent worked`;
}

/** No session is done by settings that an agent may have written: a person accepts them by `resume`. */
export function beforeDone(decision: Decision, keys: readonly string[], phase: Phase): Decision {
  const leadsToDone =
    decision.kind === 'done' ||
    (decision.kind === 'ready' && decision.phase === 'done' && phase !== 'done');
  if (keys.length === 0 || !leadsToDone) return decision;
  const reason = `${changedWords(keys)}; look at them; to accept them as they are now: samocode resume`;
  return { kind: 'blocked', phase, problem: 'settings', needs: 'human_decision', reason };
}
