import type { ProviderName } from '../../domain/provider/provider-name.ts';

/** A text by which a CLI or its API tells of a limit. */
export interface LimitText {
  /** `window`: a reset lifts it. `money`: only a person does. */
  readonly kind: 'window' | 'money';
  readonly provider: ProviderName;
  /** Its group `model` names the one model that is limited; matched against the error channel only. */
  readonly pattern: RegExp;
  readonly example: string;
  /** A transcript, a string of the program, or a thread. */
  readonly source: string;
}

const CLAUDE_2_1_332 = 'string of Claude Code 2.1.332';
const CODEX_0_171_0 = 'string of Codex 0.171.0';
const HIT = String.raw`\byou(?:.ve| have)? (?:hit|reached) your\b`;

/** All limit texts of both CLIs, from the particular to the general: the first that fits. */
export const LIMIT_TEXTS: readonly LimitText[] = [
  {
    ...{ kind: 'money', provider: 'claude', source: CLAUDE_2_1_332 },
    pattern: /\b(?:spend(?:ing)?|budget|usage credit|credit) (?:limit|cap)\b/i,
    example: "You've hit your org's monthly spend limit · resets Dec 1, 12am (UTC)",
  },
  {
    ...{ kind: 'money', provider: 'claude', source: CLAUDE_2_1_332 },
    pattern:
      /\bpooled group budget\b|\bout of usage credits\b|\bindividual (?:spend|usage) limit\b|\busage limit is set to \$0\b|\bout of usage · (?:add funds|contact)/i,
    example: "You've hit your team's pooled group budget",
  },
  {
    ...{ kind: 'money', provider: 'codex', source: CODEX_0_171_0 },
    pattern: /\bspend cap\b|\bout of credits\b|\bworkspace credit limit\b/i,
    example: 'You hit your spend cap set by the owner of your workspace. Ask an owner to …',
  },
  {
    ...{ kind: 'window', provider: 'claude' },
    pattern: new RegExp(
      `${HIT} (?<model>opus|sonnet|haiku|fable)(?: [\\d.]+)?(?: weekly)? limit\\b`,
      'i',
    ),
    example: "You've hit your Opus limit · resets Nov 30, 9am (UTC)",
    source: CLAUDE_2_1_332,
  },
  {
    ...{ kind: 'window', provider: 'claude' },
    pattern:
      /\b(?<model>opus|sonnet|haiku|fable)(?: [\d.]+)?(?: weekly)? limit (?:has been )?reached\b/i,
    example: 'Opus weekly limit reached ∙ resets Oct 31, 9am',
    source: 'https://github.com/anthropics/claude-code/issues/10333',
  },
  {
    ...{ kind: 'window', provider: 'codex', source: CODEX_0_171_0 },
    pattern: new RegExp(`${HIT} usage limit for (?<model>[\\w.-]+[\\w])`, 'i'),
    example:
      'You’ve hit your usage limit for GPT-5.3-Codex-Spark. Switch to another model now, or try again at 7:43 AM.',
  },
  {
    ...{ kind: 'window', provider: 'claude' },
    pattern: new RegExp(`${HIT}.{0,40}\\blimit\\b`, 'i'),
    example: "You've hit your 5-hour limit · resets 7:40am (UTC)",
    source: 'claude-2.1.330/oauth-usage-limit',
  },
  {
    ...{ kind: 'window', provider: 'claude' },
    pattern: /\bout of extra usage\b.{0,5}\bresets?\b/i,
    example: "You're out of extra usage · resets 9am (America/Cordoba)",
    source: 'https://github.com/anthropics/claude-code/issues/42654',
  },
  {
    ...{ kind: 'window', provider: 'claude' },
    pattern: /\b(?:hour|weekly|session|usage) limit (?:has been )?reached\b/i,
    example: 'Session limit reached ∙ resets 8pm',
    source: 'https://github.com/anthropics/claude-code/issues/11577',
  },
  {
    ...{ kind: 'window', provider: 'codex' },
    pattern: new RegExp(`${HIT} usage limit\\b`, 'i'),
    example: 'You’ve hit your usage limit. Upgrade to Pro (…) or try again at 7:43 AM.',
    source: 'codex-0.169.0/429-usage-limit',
  },
  {
    ...{ kind: 'window', provider: 'codex' },
    pattern: /\busage limit has been reached\b|\busage_limit_reached\b/i,
    example: 'usage_limit_reached: The usage limit has been reached',
    source: 'https://github.com/1jehuang/jcode/issues/227',
  },
];

/** The first row that fits a text of this CLI's error channel. */
export function limitTextOf(provider: ProviderName, text: string): LimitText | undefined {
  return LIMIT_TEXTS.find((row) => row.provider === provider && row.pattern.test(text));
}

/** The source of a pattern for all texts of this CLI that only money lifts. */
export function moneyTexts(provider: ProviderName): string {
  const rows = LIMIT_TEXTS.filter((row) => row.provider === provider && row.kind === 'money');
  return rows.map((row) => row.pattern.source).join('|');
}

/** The one model that a text names as limited. */
export function limitedModel(provider: ProviderName, text: string): string | undefined {
  return limitTextOf(provider, text)?.pattern.exec(text)?.groups?.['model']?.toLowerCase();
}
