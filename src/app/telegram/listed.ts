import { type ChatRules, maySee } from '../../domain/fleet/chat/chat-rules.ts';
import type { Incoming } from '../../domain/people/chat.ts';

/**
 * Whether a list shows the sessions of a project. A person of the project whose process hears Telegram sees all, other
 * people those of the projects that name them. Undefined: none of these projects does.
 */
export function listedFor(
  { sender, isForOthers, isAnybody }: Pick<Incoming, 'sender' | 'isForOthers' | 'isAnybody'>,
  projects: readonly { readonly config: string; readonly rules: ChatRules | undefined }[],
): ((one: { readonly config: string }) => boolean) | undefined {
  if (isForOthers !== true && isAnybody !== true) return () => true;
  const seen = projects.filter(({ rules }) => sender !== undefined && maySee(sender, rules));
  const configs = new Set(seen.map(({ config }) => config));
  return configs.size === 0 ? undefined : ({ config }) => configs.has(config);
}
