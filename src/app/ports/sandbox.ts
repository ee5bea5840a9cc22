import type { Command } from '../../domain/provider/agent.ts';

/** A program that is about to run in a sandbox. */
export interface Entered {
  /** Starts it inside. */
  readonly command: Command;
  /** Removes its temporary files; it is over. Returns what it left where a person's own programs read it. */
  leave(): readonly string[];
}

/** Runs programs with everything read-only but what they need. */
export interface Sandbox {
  /** `credentials`: it may log in to the provider. Throws what the disk says. */
  enter(command: Command, needs: { readonly credentials: boolean }): Entered;
}
