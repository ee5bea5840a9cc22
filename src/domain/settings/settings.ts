import { PERMISSIONS, PROVIDER_NAMES } from '../provider/agent.ts';
import type { ProviderName } from '../provider/agent.ts';
import type { ConfigProblem, RawValues, Settings } from './config.ts';
import {
  readArguments,
  readBranchPrefix,
  readByteCount,
  readChoice,
  readDollars,
  readDuration,
  readHttpUrl,
  readPathList,
  readPingUrl,
  readText,
  readUserIds,
  readWholeNumber,
} from './settings-values.ts';
import type { NumberRange, Reading } from './settings-values.ts';

/** The keys of `.samocode`; the first three must be there. */
export const REQUIRED_KEYS = ['MAIN_REPO', 'WORKTREES', 'SESSIONS'] as const;
export const PROJECT_KEYS: readonly string[] = [...REQUIRED_KEYS, 'VERIFY', 'VERIFY_TIMEOUT'];

/** The keys of the environment and of the `.env` files. */
export const RUNTIME_KEYS: readonly string[] = [
  'SAMOCODE_PROVIDER',
  'SAMOCODE_MAX_RETRIES',
  'SAMOCODE_RETRY_DELAY',
  'SAMOCODE_PERMISSIONS',
  'SAMOCODE_SANDBOX',
  'SAMOCODE_SANDBOX_WRITE',
  'SAMOCODE_IDLE_TIMEOUT',
  'SAMOCODE_MAX_LOG',
  'SAMOCODE_MAX_COST_PER_DAY',
  'SAMOCODE_STUCK_AFTER',
  'SAMOCODE_PING_URL',
  'CLAUDE_PATH',
  'CLAUDE_MODEL',
  'CLAUDE_MAX_TURNS',
  'CLAUDE_TIMEOUT',
  'CLAUDE_EXTRA_ARGS',
  'CODEX_PATH',
  'CODEX_MODEL',
  'CODEX_TIMEOUT',
  'CODEX_EXTRA_ARGS',
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_CHAT_ID',
  'TELEGRAM_API_URL',
  'TELEGRAM_USER_IDS',
  'GIT_BRANCH_PREFIX',
  'VERIFY_TIMEOUT',
];

/** The longest time a timer of node holds, in seconds. */
const LONGEST_S = Math.floor((2 ** 31 - 1) / 1000);
const SANDBOXES = ['none', 'bwrap'] as const;
const TELEGRAM_API = 'https://api.telegram.org';
const DEFAULT_LOG_BYTES = 4 * 2 ** 30;

/** The settings, or everything that is wrong with them. */
export type SettingsReading =
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'problems'; readonly problems: readonly ConfigProblem[] };

/**
 * Raw texts to settings. Values of the provider that is not selected are checked too: a wrong number
 * is a slip, whoever it was meant for. Keys it does not know are none of its business. No message
 * shows a secret. Plain readers and no zod: its twenty schemas took as long as a start of node.
 */
export function readSettings(raw: RawValues): SettingsReading {
  const problems: ConfigProblem[] = [];
  const settings = assemble((key, read, standard) => {
    const found = raw.get(key);
    if (found === undefined) return standard;
    const reading = read(found.value);
    if ('value' in reading) return reading.value;
    problems.push({ source: found.source, key: nameOf(key, found.source), ...reading });
    return standard;
  });
  problems.push(...loneTelegramSetting(raw));
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'settings', settings };
}

/** The provider that is selected; undefined when the text names none, which `readSettings` reports. */
export function selectedProvider(raw: RawValues): ProviderName | undefined {
  const text = raw.get('SAMOCODE_PROVIDER')?.value ?? 'claude';
  const reading = readChoice(text, PROVIDER_NAMES);
  return 'value' in reading ? reading.value : undefined;
}

type Read = <T, D>(key: string, read: (text: string) => Reading<T>, standard: D) => T | D;

function assemble(read: Read): Settings {
  const provider = read('SAMOCODE_PROVIDER', (text) => readChoice(text, PROVIDER_NAMES), 'claude');
  const claude = readClaude(read);
  const codex = readCodex(read);
  return {
    provider,
    ...(provider === 'claude' ? claude : { ...codex, maxTurns: claude.maxTurns }),
    idleTimeoutMs: orOff(read('SAMOCODE_IDLE_TIMEOUT', readDuration, 0)),
    maxAttempts: read('SAMOCODE_MAX_RETRIES', whole({ min: 1, max: 1000, unit: 'attempts' }), 3),
    retryDelayMs: read('SAMOCODE_RETRY_DELAY', seconds(0), 5) * 1000,
    maxCostPerDayUsd: read('SAMOCODE_MAX_COST_PER_DAY', readDollars, undefined),
    telegram: readTelegram(read),
    branchPrefix: read('GIT_BRANCH_PREFIX', readBranchPrefix, undefined),
    permissions: read('SAMOCODE_PERMISSIONS', (text) => readChoice(text, PERMISSIONS), 'bypass'),
    sandbox: read('SAMOCODE_SANDBOX', (text) => readChoice(text, SANDBOXES), undefined),
    sandboxWrite: read('SAMOCODE_SANDBOX_WRITE', readPathList, []),
    maxLogBytes: read('SAMOCODE_MAX_LOG', readByteCount, DEFAULT_LOG_BYTES),
    stuckAfter: read('SAMOCODE_STUCK_AFTER', whole({ min: 0, max: 1000, unit: 'iterations' }), 3),
    pingUrl: read('SAMOCODE_PING_URL', readPingUrl, undefined),
    verify: read('VERIFY', readText, undefined),
    verifyTimeoutMs: read('VERIFY_TIMEOUT', seconds(1), 900) * 1000,
  };
}

function readClaude(read: Read) {
  return {
    model: read('CLAUDE_MODEL', readText, 'opus'),
    maxTurns: read('CLAUDE_MAX_TURNS', whole({ min: 1, max: 1_000_000, unit: 'turns' }), 300),
    timeoutMs: read('CLAUDE_TIMEOUT', seconds(1), 1800) * 1000,
    extraArgs: read('CLAUDE_EXTRA_ARGS', readArguments, []),
  };
}

function readCodex(read: Read) {
  return {
    model: read('CODEX_MODEL', readText, undefined),
    timeoutMs: read('CODEX_TIMEOUT', seconds(1), 1800) * 1000,
    extraArgs: read('CODEX_EXTRA_ARGS', readArguments, []),
  };
}

function readTelegram(read: Read): Settings['telegram'] {
  const token = read('TELEGRAM_BOT_TOKEN', readText, undefined);
  const chatId = read('TELEGRAM_CHAT_ID', readText, undefined);
  const apiUrl = read('TELEGRAM_API_URL', readHttpUrl, TELEGRAM_API);
  const userIds = read('TELEGRAM_USER_IDS', readUserIds, []);
  if (token === undefined || chatId === undefined) return undefined;
  return { token, chatId, apiUrl, userIds };
}

/** 0 is off, as where nothing is set. */
function orOff(ms: number): number | undefined {
  return ms === 0 ? undefined : ms;
}

function whole(range: NumberRange) {
  return (text: string) => readWholeNumber(text, range);
}

function seconds(min: number) {
  return whole({ min, max: LONGEST_S, unit: 'seconds' });
}

/** Token and chat: both or neither. */
function loneTelegramSetting(raw: RawValues): readonly ConfigProblem[] {
  const pair = ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_CHAT_ID'] as const;
  return pair.flatMap((key, index) => {
    const here = raw.get(key);
    const other = pair[1 - index] ?? key;
    if (here === undefined || raw.has(other)) return [];
    return [
      { source: here.source, key, message: `is set without ${other}`, hint: 'set both or neither' },
    ];
  });
}

/** A value from a flag is named by the flag, which is all that the person wrote. */
function nameOf(key: string, source: string): string {
  return source.startsWith('--') ? source : key;
}
