import type { ChatRules } from '../../../domain/fleet/chat/chat-rules.ts';

/** A person may edit the settings at any time. */
const LOOK_MS = 60_000;
/** Settings that cannot be read may be readable soon: a file is being saved, a folder is mounted. */
const RETRY_MS = 1000;

type Rules = ChatRules | undefined;

/** Reads the rules of each project once a minute. Where `read` throws, the last ones count. */
export function keepRules(
  read: (config: string) => Rules,
  nowMs: () => number,
): (config: string | undefined) => Rules {
  const known = new Map<string, { readonly untilMs: number; readonly rules: Rules }>();
  return (config) => {
    if (config === undefined) return undefined;
    const before = known.get(config);
    if (before !== undefined && nowMs() < before.untilMs) return before.rules;
    const { rules, keptMs } = readOr(before?.rules, () => read(config));
    known.set(config, { untilMs: nowMs() + keptMs, rules });
    return rules;
  };
}

function readOr(
  last: Rules,
  read: () => Rules,
): { readonly rules: Rules; readonly keptMs: number } {
  try {
    return { rules: read(), keptMs: LOOK_MS };
  } catch {
    return { rules: last, keptMs: RETRY_MS };
  }
}
