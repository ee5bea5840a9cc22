import type { Step } from '../../scenario/step.ts';

/**
 * The words of a script; `Step` has the value of each. A word returns events of the CLI to print, or
 * how the CLI failed, or that the turn ends.
 */
export type Words = {
  readonly [Word in keyof Step]-?: (value: NonNullable<Step[Word]>) => unknown;
};

/** A turn that ends before its last step. */
export interface Exit {
  readonly exit: number;
}
