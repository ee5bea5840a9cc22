import type { ProviderName } from '../provider/provider-name.ts';

/** Flags with which a CLI lets something outside of the sandbox do the work (Claude Code 2.1.332, Codex 0.171.0). */
const LEADING_OUTSIDE: Readonly<Record<ProviderName, readonly string[]>> = {
  claude: [
    ...['--bg', '--background', '--chrome', '--cloud', '--desktop', '--environment'],
    ...['--ide', '--remote-control', '--teleport', '--tmux'],
  ],
  codex: ['--remote', '--remote-auth-token-env'],
};

/** The first of the extra arguments that leads out of the sandbox; undefined: none. */
export function argumentLeadingOutside(
  provider: ProviderName,
  extraArgs: readonly string[],
): string | undefined {
  return extraArgs.find((argument) =>
    LEADING_OUTSIDE[provider].some((flag) => argument === flag || argument.startsWith(`${flag}=`)),
  );
}
