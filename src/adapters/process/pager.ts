/** The shell's exit codes for a command that is not there or cannot be run. */
const NOT_RUN: readonly unknown[] = [126, 127];

/** Shows a text through the person's pager (`$PAGER`, or `less`); false if there is none. */
export async function page(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const command = environment['PAGER'] ?? 'less';
  return command !== '' && command !== 'cat' && (await runPager(command, text, environment));
}

/**
 * Shows a text through `command` (a shell's words, as in `$PAGER`) on our terminal and waits until the person
 * has left it; says whether it could be started. Ctrl-C is the pager's meanwhile.
 */
async function runPager(
  command: string,
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const { execaSync } = await import('execa');
  const leaveItToThePager = (): void => undefined;
  process.on('SIGINT', leaveItToThePager);
  try {
    const { exitCode } = execaSync('/bin/sh', ['-c', command], {
      input: text,
      stdout: 'inherit',
      stderr: 'inherit',
      // As git does: less ends by itself when all fits, and leaves the text on the screen.
      env: { LESS: 'FRX', ...environment },
      extendEnv: false,
      reject: false,
      verbose: 'none',
    });
    return !NOT_RUN.includes(exitCode);
  } finally {
    process.off('SIGINT', leaveItToThePager);
  }
}
