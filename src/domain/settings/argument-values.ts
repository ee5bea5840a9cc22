import * as z from 'zod/mini';
import { SETTINGS_FLAG, settingsOfArgs } from '../provider/claude-settings.ts';
import { valueOfFlag } from '../provider/flag-value.ts';
import { splitShellWords } from '../text/shell-words.ts';

/** Arguments, quoted as for a shell. No message shows them: people put keys into them. */
export const shellArguments = {
  schema: splitWords,
  hint: 'quote it as for a shell',
  secret: true,
} as const;

const PROMPT_FLAG = '--append-system-prompt-file';

/** The same for Claude Code, which takes prompt and settings from flags of which the last one counts (2.1.332). */
export const claudeArguments = {
  ...shellArguments,
  schema: () =>
    z.pipe(
      splitWords(),
      z.custom<readonly string[]>().check(
        z.refine(
          (words) => valueOfFlag(words, PROMPT_FLAG) === undefined,
          `has ${PROMPT_FLAG}, which would replace the prompt of samocode: use --append-system-prompt "<text>"`,
        ),
        z.refine(
          (words) => settingsOfArgs(words)?.kind !== 'other',
          `has ${SETTINGS_FLAG} that is not a JSON object: give the settings themselves, or put them into ~/.claude/settings.json`,
        ),
      ),
    ),
} as const;

function splitWords() {
  return z.pipe(
    z.string(),
    z.transform((text, { issues }): readonly string[] => {
      const split = splitShellWords(text);
      if (split.kind === 'words') return split.words;
      issues.push({ code: 'custom', input: text, message: `lacks a ${split.missing}` });
      return [];
    }),
  );
}
