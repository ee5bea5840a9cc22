import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listScenarios } from '../../src/adapters/simulate/scenarios.ts';
import { ACT_WORDS } from '../../src/domain/scenario/act.ts';
import { expectation } from '../../src/domain/scenario/expect.ts';
import { FAILURES } from '../../src/domain/scenario/failures.ts';
import { STEP_WORDS } from '../../src/domain/scenario/step.ts';
import { claudeVoice } from '../../src/stand-in/claude.ts';
import { codexVoice } from '../../src/stand-in/codex.ts';
import { inlineCode, ROOT } from '../support/assets.ts';
import { expectGenerated } from '../support/generated.ts';

const VOICES = { claude: claudeVoice(''), codex: codexVoice('') };

function failureList(): string {
  const having = FAILURES.map((failure) => {
    const whose = Object.entries(VOICES).filter(([, voice]) => voice.fail(failure) !== undefined);
    return `\`${failure}\`${whose.length === 2 ? '' : ` (${whose.map(([name]) => name).join()})`}`;
  });
  return having.join(', ');
}

function scenarioTable(): string {
  const scenarios = listScenarios(join(ROOT, 'scenarios'));
  const lines = scenarios.map(
    ({ name, title, promise, providers }) =>
      `| \`${name}\` | ${providers.join(', ')} | ${title} | ${promise} |`,
  );
  const played = scenarios.reduce((sum, { providers }) => sum + providers.length, 0);
  return [
    `${scenarios.length} scenarios, ${played} with each CLI counted.`,
    '',
    '| scenario | for | what goes wrong | promise |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

it('docs/faults.md lists every scenario with its promise, and every failure', () => {
  expectGenerated('docs/faults.md', { failures: failureList, scenarios: scenarioTable });
});

it('docs/faults.md names every word of a scenario', () => {
  const named = inlineCode(readFileSync(join(ROOT, 'docs/faults.md'), 'utf8'));
  const words = [...STEP_WORDS, ...ACT_WORDS, ...Object.keys(expectation.def.shape)];
  expect(words.filter((word) => word !== 'status' && !named.includes(word))).toEqual([]);
});
