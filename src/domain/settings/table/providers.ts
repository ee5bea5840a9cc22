import { seconds, shellArguments, text, wholeNumber } from '../settings-values.ts';
import type { SettingTable } from './setting.ts';

const program = {
  ...text,
  name: 'executable',
  class: 'program',
  help: 'program or path',
} as const;
const model = { ...text, name: 'model', class: 'harmless' } as const;
const timeout = {
  ...seconds(1),
  name: 'timeoutMs',
  default: 1_800_000,
  class: 'bound',
  flag: 'timeout',
  help: 'the time limit of one attempt',
} as const;
const extraArgs = {
  ...shellArguments,
  name: 'extraArgs',
  default: [],
  class: 'arguments',
  help: 'extra arguments, quoted as for a shell',
} as const;

export const PROVIDERS = {
  CLAUDE_PATH: { ...program, provider: 'claude', default: 'claude' },
  CLAUDE_MODEL: { ...model, provider: 'claude', default: 'opus', help: 'an alias or a full name' },
  CLAUDE_MAX_TURNS: {
    ...wholeNumber({ min: 1, max: 1_000_000, unit: 'turns' }),
    name: 'maxTurns',
    default: 300,
    class: 'bound',
    help: 'per attempt',
  },
  CLAUDE_TIMEOUT: { ...timeout, provider: 'claude' },
  CLAUDE_EXTRA_ARGS: { ...extraArgs, provider: 'claude' },
  CODEX_PATH: { ...program, provider: 'codex', default: 'codex' },
  CODEX_MODEL: {
    ...model,
    provider: 'codex',
    default: undefined,
    defaultText: "the CLI's own",
    help: 'a model of Codex',
  },
  CODEX_TIMEOUT: { ...timeout, provider: 'codex' },
  CODEX_EXTRA_ARGS: { ...extraArgs, provider: 'codex' },
} as const satisfies SettingTable;
