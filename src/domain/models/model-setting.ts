import type { Phase } from '../phases/phase.ts';
import { valueOfFlag } from '../provider/flag-value.ts';
import type { PhaseModels } from './choose-models.ts';

/**
 * Every setting that decides an agent's model, as one text: the setting, `--model` among the extra
 * arguments, and the variables that name models. If the text is the same and the model differs, no
 * setting explains the change.
 */
export function modelSetting(
  {
    model,
    extraArgs,
  }: { readonly model: string | undefined; readonly extraArgs: readonly string[] },
  environment: Readonly<Record<string, string>>,
): string {
  const flags = ['--model', '-m'].flatMap((flag) => valueOfFlag(extraArgs, flag) ?? []);
  const variables = Object.entries(environment)
    .filter(([name]) => /(?:^|_)MODEL$/.test(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return [...(model === undefined ? [] : [model]), ...flags, ...variables].join(' ');
}

/** The model that limits count for: extra arguments win over settings; undefined: the CLI's own choice. */
export function modelInUse(
  { models, extraArgs }: { readonly models: PhaseModels; readonly extraArgs: readonly string[] },
  phase: Phase,
): string | undefined {
  const flag = ['--model', '-m'].map((name) => valueOfFlag(extraArgs, name));
  return flag.find((value) => value !== undefined) ?? models[phase].model;
}
