import { spawnSync } from 'node:child_process';

/** The shell's exit codes for a command that is not there or cannot be run. */
const NOT_RUN = [126, 127];

/**
 * Shows a text through `command` (a shell's words, as in `$PAGER`) on our terminal and waits until the person
 * has left it; says whether it could be started. Ctrl-C is the pager's meanwhile.
 */
export function runPager(
  command: string,
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const leaveItToThePager = (): void => undefined;
  process.on('SIGINT', leaveItToThePager);
  try {
    // As git does: less ends by itself when all fits, and leaves the text on the screen.
    const env = { LESS: 'FRX', ...environment };
    const { status } = spawnSync('/bin/sh', ['-c', command], {
      input: text,
      stdio: ['pipe', 'inherit', 'inherit'],
      env,
    });
    return status === null || !NOT_RUN.includes(status);
  } finally {
    process.off('SIGINT', leaveItToThePager);
  }
}
