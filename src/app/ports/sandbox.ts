import type { Command } from '../../domain/provider/provider.ts';

/** A program that is about to run in a sandbox. */
export interface Entered {
  /** Starts it inside. */
  readonly command: Command;
  /**
   * Ends the use and removes its temporary files. Returns the files that it left where a person's
   * own programs read them.
   */
  leave(): readonly string[];
}

/** Runs programs with everything read-only except the paths that they need. */
export interface Sandbox {
  /** `credentials`: the program may log in to the provider. Throws disk errors. */
  enter(command: Command, needs: { readonly credentials: boolean }): Entered;
}

/** Whether bubblewrap makes a sandbox on this machine. */
export type Bubblewrap =
  | { readonly kind: 'works'; readonly path: string }
  | { readonly kind: 'fails'; readonly why: string; readonly cure: string };
