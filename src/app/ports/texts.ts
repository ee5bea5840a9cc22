import type { Phase } from '../../domain/phases/phase.ts';

/** The texts that ship with samocode, for the agents. */
export interface ShippedTexts {
  /** Absolute: the agents of the phases, as a plugin of Claude without anything else. */
  readonly pluginFolder: string;
  /** The text on stdin of an agent when the prompt is its system prompt. */
  readonly firstMessagePath: string;
  workflow(): string;
  /** The agent's text without its frontmatter. */
  agent(phase: Phase): string;
}
