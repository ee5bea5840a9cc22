import type { Phase } from '../../domain/phases/phase.ts';
import type { Skill } from '../../domain/prompt/prompt.ts';

/** The texts that ship with samocode, for the agents. */
export interface ShippedTexts {
  /** Absolute; holds workflow.md, first-message.md, agents/, skills/ and .claude-plugin/. */
  readonly folder: string;
  /** What an agent is told on stdin when the prompt is its system prompt. */
  readonly firstMessagePath: string;
  workflow(): string;
  /** The agent's text without its frontmatter. */
  agent(phase: Phase): string;
  skills(): readonly Skill[];
}
