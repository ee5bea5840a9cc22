import { expect, it } from 'vitest';
import { assetsOf, frontmatterOf, tokensOf } from '../support/assets.ts';

/** Tokens; a tenth to spare, so that a text that grows is cut elsewhere. */
const WORKFLOW_LIMIT = 3300;
const AGENT_LIMIT = 1300;
/** The names and descriptions of all skills, which the CLIs list in every prompt. */
const SKILL_LIST_LIMIT = 1000;

// `npm run sizes` prints them.
it('what every iteration is told stays small', () => {
  const [workflow] = assetsOf('workflow');
  const base = tokensOf(workflow!.text);
  const rows = assetsOf('agent').map(({ name, text }) => ({
    agent: name,
    tokens: tokensOf(frontmatterOf(text).body),
  }));
  expect(base).toBeLessThan(WORKFLOW_LIMIT);
  for (const { agent, tokens } of rows) expect(tokens, agent).toBeLessThan(AGENT_LIMIT);
});

it('the list of skills stays small', () => {
  const list = assetsOf('skill').map(({ name, text }) => {
    const { description = '' } = frontmatterOf(text).fields;
    return `- ${name}: ${description}`;
  });
  const tokens = tokensOf(list.join('\n'));
  expect(tokens).toBeLessThan(SKILL_LIST_LIMIT);
});
