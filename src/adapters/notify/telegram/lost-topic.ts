import { aboutLostTopic } from '../../../domain/people/topic.ts';
import type { TelegramAnswer } from './api.ts';
import { TEXT_LIMIT } from './message.ts';

/** A topic that was deleted, or closed where the bot is no administrator. */
export function isLostTopic({
  status,
  reason,
}: Extract<TelegramAnswer, { kind: 'refused' }>): boolean {
  return status === 400 && /thread not found|TOPIC_(?:CLOSED|DELETED|ID_INVALID)/i.test(reason);
}

type Body = Readonly<Record<string, unknown>>;

/** A message for the chat itself; it says why, where there is room. */
export function outsideTopic({ message_thread_id: _, ...body }: Body, topic: number): Body {
  const { text, cure } = aboutLostTopic(topic);
  const line = `\n\n⚠️ Not in its topic: ${text}; ${cure}.`;
  const said = body['text'];
  const hasRoom = typeof said === 'string' && said.length + line.length <= TEXT_LIMIT;
  return hasRoom ? { ...body, text: said + line } : body;
}
