import { SETTINGS_FLAG, settingsOfArgs } from '../../../domain/provider/claude-settings.ts';
import { withoutFlag } from '../../../domain/provider/flag-value.ts';
import type { AgentTask } from '../../../domain/provider/provider.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';

/** The CLI asks its model for a co-author line in commits and pull requests, against the contract. */
const NO_ATTRIBUTION = { commit: '', pr: '' };

const REMINDER =
  '_signal.json is still {}. Finish the step if anything of it is open, then write the signal, as your last act.';

/**
 * The settings of samocode, with those of the extra arguments in them, and the other extra arguments: of
 * two `--settings` the last one counts (2.1.332).
 */
export function argsWithSettings({ extraArgs, sessionDir }: AgentTask): {
  readonly settings: readonly string[];
  readonly others: readonly string[];
} {
  const found = settingsOfArgs(extraArgs);
  const own = found?.kind === 'settings' ? found.settings : {};
  const stop = [...(own.hooks?.Stop ?? []), { hooks: [reminder(sessionDir)] }];
  const merged = {
    ...own,
    attribution: own.attribution ?? NO_ATTRIBUTION,
    hooks: { ...own.hooks, Stop: stop },
  };
  return {
    settings: [SETTINGS_FLAG, JSON.stringify(merged)],
    others: withoutFlag(extraArgs, SETTINGS_FLAG),
  };
}

/** Sends an agent back to work once whose signal is as samocode cleared it (exit code 2 of the hook). */
function reminder(sessionDir: string): object {
  const signal = joinShellWords([`${sessionDir}/_signal.json`]);
  const command = [
    `case $(cat) in *'"stop_hook_active":true'*) exit 0;; esac`,
    `[ "$(head -c 9 ${signal} 2>/dev/null | tr -d '[:space:]')" = '{}' ] || exit 0`,
    `echo ${joinShellWords([REMINDER])} >&2`,
    'exit 2',
  ].join('; ');
  return { type: 'command', command, timeout: 10 };
}
