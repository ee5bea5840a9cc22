import type { ConfigProblem } from '../../domain/settings/problem.ts';
import type { RawSettings } from '../../domain/settings/raw-value.ts';
import { programKey, selectedProvider } from '../../domain/settings/settings.ts';
import { type ExecutableQuestion, findExecutable } from './folders/executable.ts';

/** Where a program is looked for. */
export type ProgramPlace = Omit<ExecutableQuestion, 'name' | 'folder'> & {
  readonly checkExecutable?: boolean;
};

/** The selected provider's program; as it was written when it need not be checked. */
export function locateProvider(
  raw: RawSettings,
  context: ProgramPlace,
): { readonly path: string } | { readonly problem: ConfigProblem } {
  const provider = selectedProvider(raw);
  const key = programKey(provider ?? 'claude');
  const unset = { value: provider ?? 'claude', source: 'default', folder: context.cwd };
  const { value, source, folder } = raw.get(key) ?? unset;
  // An unknown provider is a problem already, and has no program.
  if (context.checkExecutable === false || provider === undefined) return { path: value };
  const found = findExecutable({ ...context, name: value.trim(), folder });
  return 'path' in found ? found : { problem: { source, key, ...found } };
}
