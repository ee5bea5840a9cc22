import { dirname } from 'node:path';
import type { ChatRules } from '../../../domain/fleet/chat/chat-rules.ts';
import { lastRules, type ProjectChat } from '../../../domain/fleet/chat/project-chat.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { printableWords } from '../../../domain/text/printable.ts';

/** A person may edit the settings at any time. */
const LOOK_MS = 60_000;
/** Settings that cannot be read may be readable soon: a file is being saved, a folder is mounted. */
const RETRY_MS = 1000;
/** An answer to a button has no room for more. */
const WHY_SHOWN = 120;

/** Reads the chat of each project once a minute; undefined: for a session without a project. */
export function keepRules(
  read: (config: string) => ChatRules | undefined,
  nowMs: () => number,
): (config: string | undefined) => ProjectChat | undefined {
  const known = new Map<string, { readonly untilMs: number; readonly chat: ProjectChat }>();
  return (config) => {
    if (config === undefined) return undefined;
    const before = known.get(config);
    if (before !== undefined && nowMs() < before.untilMs) return before.chat;
    const chat = readNow(config, before?.chat, read);
    const keptMs = chat.kind === 'read' ? LOOK_MS : RETRY_MS;
    known.set(config, { untilMs: nowMs() + keptMs, chat });
    return chat;
  };
}

function readNow(
  config: string,
  before: ProjectChat | undefined,
  read: (config: string) => ChatRules | undefined,
): ProjectChat {
  try {
    return { kind: 'read', rules: read(config) };
  } catch (error) {
    // A chat needs no path of this machine.
    const said = errorMessage(error).replaceAll(`${dirname(config)}/`, '');
    const why = printableWords(said, WHY_SHOWN);
    return { kind: 'unreadable', why, last: lastRules(before) };
  }
}
