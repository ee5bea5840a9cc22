import type { ChatRules } from '../../../../domain/fleet/chat/chat-rules.ts';
import type { ButtonData } from '../button-data.ts';
import type { Chat } from './schema.ts';

/** Who may, and who we are. */
export interface Circle {
  /** The configured one, and the one that it became. */
  readonly chatIds: readonly string[];
  /** The chats of all projects that use the bot: one that several share is for the users of each. */
  readonly projects: readonly ChatRules[];
  /** In which commands count; none: each. */
  readonly topics: readonly number[];
  /** None: everybody in the chat, who opens nothing where it is a group. */
  readonly userIds: readonly number[];
  /** The bot's own name, without `@`; undefined while it is not known. */
  readonly botName: string | undefined;
  /** The bot's own id; undefined while it is not known. */
  readonly selfId: number | undefined;
  /** Tells this bot's updates from another's, in a row. */
  readonly botId: string;
  readonly buttons: Pick<ButtonData, 'read'>;
}

/** The projects that have this chat. */
export function projectsAt(
  chat: Chat,
  { chatIds, userIds, projects }: Pick<Circle, 'chatIds' | 'userIds' | 'projects'>,
): readonly ChatRules[] {
  const all = [{ chats: chatIds, userIds }, ...projects];
  return all.filter(({ chats }) => isOurChat(chat, { chatIds: chats }));
}

/** Whether one of these ids or names is this chat's. */
export function isOurChat({ id, username }: Chat, { chatIds }: Pick<Circle, 'chatIds'>): boolean {
  return (
    chatIds.includes(String(id)) || (username !== undefined && chatIds.includes(`@${username}`))
  );
}
