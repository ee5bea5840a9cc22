import type { Command } from '../../domain/provider/provider.ts';
import type { Entered, Sandbox } from '../ports/sandbox.ts';

/** The program in the sandbox, or as it is where there is none. */
export function enterSandbox(
  sandbox: Sandbox | undefined,
  command: Command,
  needs: { readonly credentials: boolean },
): Entered {
  return sandbox?.enter(command, needs) ?? { command, leave: () => [] };
}
