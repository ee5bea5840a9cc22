import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect } from 'vitest';
import * as z from 'zod';
import { type Phase, PHASES } from '../../../src/domain/phases/phase.ts';
import type { ProviderName } from '../../../src/domain/provider/provider-name.ts';
import { readContext } from './follower.ts';
import type { ModelRequest } from './model.ts';

/** The most tokens of a phase's first request, in a repository without skills of its own. */
const CLAUDE_BUDGET: Readonly<Record<Phase, number>> = {
  init: 6700,
  investigation: 8600,
  requirements: 6700,
  planning: 8600,
  implementation: 9000,
  testing: 7100,
  quality: 8600,
  done: 6700,
};
/** The same of samocode's part of the request: Codex adds its own prompt and tools. */
const CODEX_BUDGET = 4300;

const Texts = z.union([z.string(), z.array(z.looseObject({ text: z.optional(z.string()) }))]);
const Said = z.looseObject({ role: z.optional(z.string()), content: z.optional(Texts) });
const ClaudeBody = z.looseObject({
  tools: z.optional(z.array(z.unknown())),
  system: Texts,
  messages: z.array(Said),
});
const CodexBody = z.looseObject({ input: z.array(Said) });

/** Fails if the first request of a phase is larger than its budget; returns the table for the eye. */
export function expectWithinBudget(
  provider: ProviderName,
  questions: readonly ModelRequest[],
): string {
  const rows = PHASES.map((phase) => {
    const first = questions.find((question) => readContext(question).phase === phase);
    const tokens = first === undefined ? NaN : TOKENS[provider](first.all);
    return { phase, tokens, budget: provider === 'claude' ? CLAUDE_BUDGET[phase] : CODEX_BUDGET };
  });
  expect(rows.filter(({ tokens, budget }) => !(tokens <= budget))).toEqual([]);
  return rows.map(({ phase, tokens }) => `${phase} ${tokens}`).join(', ');
}

const TOKENS: Readonly<Record<ProviderName, (body: string) => number>> = {
  // Tools, system prompt and messages, with the reminders and lists of the CLI.
  claude: (body) => {
    const { tools, system, messages } = ClaudeBody.parse(JSON.parse(body));
    return countTokens(
      [
        JSON.stringify(tools ?? []),
        textOf(system),
        ...messages.map(({ content }) => textOf(content ?? '')),
      ].join('\n'),
    );
  },
  codex: (body) => {
    const { input } = CodexBody.parse(JSON.parse(body));
    const ours = input.findLast(({ role }) => role === 'user')?.content;
    return countTokens(textOf(ours ?? ''));
  },
};

function textOf(content: z.infer<typeof Texts>): string {
  if (typeof content === 'string') return content;
  return content.map(({ text }) => text ?? '').join('\n');
}
