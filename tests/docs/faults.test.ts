import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listScenarios } from '../../lab/player/scenarios.ts';
import { ACT_WORDS } from '../../lab/scenario/act.ts';
import { expectation } from '../../lab/scenario/expect.ts';
import { FAILURES } from '../../lab/scenario/failures.ts';
import { STEP_WORDS } from '../../lab/scenario/step.ts';
import { claudeOutput } from '../../lab/stand-in/claude.ts';
import { codexOutput } from '../../lab/stand-in/codex.ts';
import { inlineCode, ROOT } from '../support/assets.ts';
import { expectGenerated } from '../support/generated.ts';

const VOICES = { claude: claudeOutput(''), codex: codexOutput('') };

function failureList(): string {
  const having = FAILURES.map((failure) => {
    const whose = Object.entries(VOICES).filter(([, cli]) => cli.fail(failure) !== undefined);
    return `\`${failure}\`${whose.length === 2 ? '' : ` (${whose.map(([name]) => name).join()})`}`;
  });
  return having.join(', ');
}

function scenarioTable(): string {
  const scenarios = listScenarios(join(ROOT, 'lab', 'scenarios'));
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
