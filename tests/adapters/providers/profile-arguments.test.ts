import { expect, it } from 'vitest';
import { claude } from '../../../src/adapters/providers/claude/claude.ts';
import { codex } from '../../../src/adapters/providers/codex/codex.ts';
import { chooseModels } from '../../../src/domain/models/choose-models.ts';
import { PROFILES } from '../../../src/domain/models/profiles.ts';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import type { Provider } from '../../../src/domain/provider/provider.ts';
import { TASK } from './fixtures.ts';

const CHOICES = /^(--model|-m|--effort)$/;

/** The arguments of each phase under the profile `strong` that choose model and effort. */
function argumentsOf(provider: Provider): readonly string[] {
  const profile = PROFILES[provider.name].strong;
  const models = chooseModels(new Map(), { provider: provider.name, profile, general: {} });
  return PHASES.map((phase) => {
    const choice = { model: undefined, effort: undefined, ...models[phase] };
    const { args } = provider.command({ ...TASK, phase, ...choice });
    const words = args.filter(
      (arg, at) =>
        CHOICES.test(arg) || CHOICES.test(args[at - 1] ?? '') || arg.includes('_effort='),
    );
    return `${phase}: ${words.join(' ')}`;
  });
}

it('a profile gives Claude Code a model in each phase and an effort in the thinking phases', () => {
  expect(argumentsOf(claude)).toEqual([
    'init: --model opus',
    'investigation: --model opus --effort high',
    'requirements: --model opus',
    'planning: --model opus --effort high',
    'implementation: --model opus',
    'testing: --model opus',
    'quality: --model opus --effort high',
    'done: --model opus',
  ]);
});

it('a profile gives Codex an effort in each phase and no model', () => {
  expect(new Set(argumentsOf(codex).map((line) => line.replace(/^\w+: /, '')))).toEqual(
    new Set(['model_reasoning_effort="high"']),
  );
});
