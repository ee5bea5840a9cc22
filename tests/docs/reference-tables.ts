import type { Command, Option } from 'commander';
import { EXIT_CODES } from '../../src/cli/exit-code.ts';
import { shownCommands } from '../../src/cli/program/command-parts.ts';
import { PHASES } from '../../src/domain/phases/phase.ts';
import { table } from '../../src/domain/phases/registry-text.ts';
import { ruleOf } from '../../src/domain/phases/rules.ts';
import { SLIPS } from '../../src/domain/phases/signal/slips.ts';
import { optionOf } from '../../src/domain/settings/merge.ts';
import { SETTING_KEYS, settingOf } from '../../src/domain/settings/table/table.ts';
import { defaultOf } from '../support/setting-default.ts';

/** Every command with its arguments and options, as the program declares them. */
export function commandReference(program: Command): string {
  return shownCommands(program).map(commandSection).join('\n\n');
}

export function exitCodeTable(): string {
  return table(
    ['code', 'meaning'],
    EXIT_CODES.map(([code, meaning]) => [String(code), meaning]),
  );
}

export function slipList(): string {
  return SLIPS.map((slip) => `- ${slip}`).join('\n');
}

/** How many iterations one stay in a phase may have. */
export function stayTable(): string {
  return table(
    ['phase', 'iterations in one stay'],
    PHASES.map((phase) => [`\`${phase}\``, String(ruleOf(phase).limit)]),
  );
}

function commandSection(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const usage = ['samocode', command.name(), ...words, '[options]'].join(' ');
  const rows = [
    ...command.registeredArguments.map((argument, at) => [
      `\`${words[at] ?? ''}\``,
      cell(argument.description),
      '',
    ]),
    ...command.options
      .filter(({ hidden }) => !hidden)
      .map((option) => [
        `\`${option.flags}\``,
        cell(option.mandatory ? `${option.description} (required)` : option.description),
        defaultOfOption(option),
      ]),
  ];
  return [
    `## ${command.name()}`,
    `\`${usage}\``,
    cell(command.description()),
    ...(rows.length === 0 ? [] : [table(['argument or option', 'meaning', 'default'], rows)]),
  ].join('\n\n');
}

/** The option's own default, else the default of the setting that it overrides. */
function defaultOfOption(option: Option): string {
  const own: unknown = option.defaultValue;
  if (own !== undefined && own !== false) return `\`${JSON.stringify(own)}\``;
  const keys = SETTING_KEYS.filter((key) => {
    const { flag } = settingOf(key);
    return flag !== undefined && optionOf(flag) === option.long;
  });
  const settings = keys.map((key) => `${defaultOf(settingOf(key))} (\`${key}\`)`);
  return settings.join(', ');
}

/** A text that neither ends a cell nor is taken for HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/<([\w-]+)>/g, '&lt;$1&gt;');
}
