import { claudeArguments, shellArguments } from '../argument-values.ts';
import { seconds, wholeNumber } from '../values/numbers.ts';
import { text, word } from '../values/words.ts';
import type { SettingTable } from './setting.ts';

const program = {
  ...text,
  name: 'executable',
  class: 'program',
  help: 'program or path',
} as const;
const model = { ...text, name: 'model', class: 'harmless', flag: 'model' } as const;
const effort = {
  ...word,
  name: 'effort',
  class: 'harmless',
  flag: 'effort',
  default: undefined,
  defaultText: "the CLI's own",
} as const;
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
  CLAUDE_EFFORT: {
    ...effort,
    provider: 'claude',
    help: '`low`, `medium`, `high`, `xhigh` or `max`; the word goes to the CLI as it is',
  },
  CLAUDE_MAX_TURNS: {
    ...wholeNumber({ min: 1, max: 1_000_000, unit: 'turns' }),
    name: 'maxTurns',
    default: 300,
    class: 'bound',
    help: 'per attempt',
  },
  CLAUDE_TIMEOUT: { ...timeout, provider: 'claude' },
  CLAUDE_EXTRA_ARGS: { ...extraArgs, ...claudeArguments, provider: 'claude' },
  CODEX_PATH: { ...program, provider: 'codex', default: 'codex' },
  CODEX_MODEL: {
    ...model,
    provider: 'codex',
    default: undefined,
    defaultText: "the CLI's own",
    help: 'a model of Codex',
  },
  CODEX_EFFORT: {
    ...effort,
    provider: 'codex',
    help: "`low`, `medium`, `high` or `xhigh`: Codex's `model_reasoning_effort`",
  },
  CODEX_TIMEOUT: { ...timeout, provider: 'codex' },
  CODEX_EXTRA_ARGS: { ...extraArgs, provider: 'codex' },
} as const satisfies SettingTable;
