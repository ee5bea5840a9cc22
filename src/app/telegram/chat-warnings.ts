import { aboutMovedChat } from '../../domain/people/moved-chat.ts';
import { aboutLostTopic } from '../../domain/people/topic.ts';

/** The settings of a chat that are out of date. */
export interface ChatWarnings {
  /** The chat has this id now. */
  readonly onMoved: (id: string) => void;
  /** A message went to the chat itself, because its topic takes none. */
  readonly onLostTopic: (topic: number, reason: string) => void;
}

/** Warns once of each new id and of each topic. */
export function chatWarnings(warn: (text: string) => void): ChatWarnings {
  const told = new Set<string>();
  const isNew = (what: string): boolean => {
    const hasTold = told.has(what);
    told.add(what);
    return !hasTold;
  };
  return {
    onMoved: (id) => {
      const { text, line } = aboutMovedChat(id);
      if (isNew(`chat ${id}`)) warn(`${text}: put this line into .env: ${line}`);
    },
    onLostTopic: (topic, reason) => {
      const { text, cure } = aboutLostTopic(topic);
      if (!isNew(`topic ${topic}`)) return;
      warn(`Telegram: ${text} (${reason}); messages go to the chat itself → ${cure}`);
    },
  };
}
