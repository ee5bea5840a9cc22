/** The shell's exit codes for a command that is not there or cannot be run. */
const NOT_RUN: readonly unknown[] = [126, 127];

/** Shows a text through the person's pager (`$PAGER`, or `less`); false if there is none. */
export async function page(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const command = environment['PAGER'] ?? 'less';
  if (command === '' || command === 'cat') return false;
  // As git does: less ends by itself when all fits, and leaves the text on the screen. The text is UTF-8 in every locale.
  const env = { LESS: 'FRX', LESSCHARSET: 'utf-8', ...environment };
  return !NOT_RUN.includes(await runOnTerminal([command], env, text));
}

/** Opens files in the person's editor (`$VISUAL`, `$EDITOR`, or `vi`); false if it failed. */
export async function edit(
  paths: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const named = [environment['VISUAL'], environment['EDITOR'], 'vi'];
  const editor = named.find((name) => name !== undefined && name !== '') ?? '';
  return (await runOnTerminal([`${editor} "$@"`, 'sh', ...paths], environment)) === 0;
}

/**
 * Runs a shell's command line on our terminal, with a text as its stdin or the keyboard, and waits until the
 * person has left it; returns its exit code. Ctrl-C is its own meanwhile.
 */
async function runOnTerminal(
  [line = '', ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  text?: string,
): Promise<number | undefined> {
  const { execaSync } = await import('execa');
  const leaveItToTheProgram = (): void => undefined;
  process.on('SIGINT', leaveItToTheProgram);
  try {
    const { exitCode } = execaSync('/bin/sh', ['-c', line, ...args], {
      ...(text === undefined ? { stdin: 'inherit' } : { input: text }),
      stdout: 'inherit',
      stderr: 'inherit',
      env,
      extendEnv: false,
      reject: false,
      verbose: 'none',
    });
    return exitCode;
  } finally {
    process.off('SIGINT', leaveItToTheProgram);
  }
}
