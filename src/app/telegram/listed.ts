import { isOfAnybody, isOfChat, maySee } from '../../domain/fleet/chat/chat-rules.ts';
import { isUnknown, lastRules, type ProjectChat } from '../../domain/fleet/chat/project-chat.ts';
import type { Incoming } from '../../domain/people/chat.ts';

/** A project as a list knows it; `chat` undefined: not known. */
export interface ListedProject {
  readonly config: string;
  readonly chat: ProjectChat | undefined;
}

type Sent = Pick<Incoming, 'sender' | 'isForOthers' | 'isAnybody'>;

/**
 * Whether a list shows the sessions of a project to a person: of those that name them, whichever process hears
 * Telegram. One whose chat is not known is shown to people of the project whose process does. Undefined: none is shown,
 * and everybody in a group could have asked.
 */
export function listedFor(
  sent: Sent,
  projects: readonly ListedProject[],
): ((one: { readonly config: string }) => boolean) | undefined {
  const seen = projects.filter(({ chat }) => sees(sent, chat));
  if (seen.length === 0 && isAskedByAnybody(sent, projects)) return undefined;
  const configs = new Set(seen.map(({ config }) => config));
  return ({ config }) => configs.has(config);
}

function sees({ sender, isForOthers, isAnybody }: Sent, chat: ProjectChat | undefined): boolean {
  if (isUnknown(chat) || sender === undefined) return isForOthers !== true && isAnybody !== true;
  return maySee(sender, lastRules(chat));
}

function isAskedByAnybody(
  { sender, isForOthers, isAnybody }: Sent,
  projects: readonly ListedProject[],
): boolean {
  if (isAnybody === true && isForOthers !== true) return true;
  return projects.some(({ chat }) => {
    const rules = lastRules(chat);
    if (sender === undefined || rules === undefined) return false;
    return isOfChat(sender, rules) && isOfAnybody(sender, rules);
  });
}
