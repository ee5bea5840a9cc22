/**
 * All that a person sets and that decides an agent's model, as one text: the setting, `--model` among the
 * extra arguments, and the variables that name models. The same text and another model: nobody set it.
 */
export function modelSetting(
  {
    model,
    extraArgs,
  }: { readonly model: string | undefined; readonly extraArgs: readonly string[] },
  environment: Readonly<Record<string, string>>,
): string {
  const flags = extraArgs.flatMap((arg, at) => {
    if (arg === '--model' || arg === '-m') return extraArgs[at + 1] ?? '';
    return arg.startsWith('--model=') ? arg.slice('--model='.length) : [];
  });
  const variables = Object.entries(environment)
    .filter(([name]) => /(?:^|_)MODEL$/.test(name))
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return [...(model === undefined ? [] : [model]), ...flags, ...variables].join(' ');
}
