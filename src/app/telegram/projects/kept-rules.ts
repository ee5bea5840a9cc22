import type { ChatRules } from '../../../domain/fleet/chat/chat-rules.ts';
import { lastRules, type ProjectChat } from '../../../domain/fleet/chat/project-chat.ts';
import { keptReader, SETTINGS_KEPT_MS } from '../../../domain/settings/kept-reader.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { printableWords } from '../../../domain/text/printable.ts';

/** Settings that cannot be read may be readable soon: a file is being saved, a folder is mounted. */
const RETRY_MS = 1000;
/** An answer to a button has no room for more. */
const WHY_SHOWN = 120;

/** Reads the chat of each project once a minute; undefined: for a session without a project. */
export function keepRules(
  read: (config: string) => ChatRules | undefined,
  nowMs: () => number,
): (config: string | undefined) => ProjectChat | undefined {
  const chatOf = keptReader<ProjectChat>((config, last) => {
    const value = readNow(config, last, read);
    return { value, keptMs: value.kind === 'read' ? SETTINGS_KEPT_MS : RETRY_MS };
  }, nowMs);
  return (config) => (config === undefined ? undefined : chatOf(config));
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
    const said = errorMessage(error).replaceAll(config.slice(0, config.lastIndexOf('/') + 1), '');
    const why = printableWords(said, WHY_SHOWN);
    return { kind: 'unreadable', why, last: lastRules(before) };
  }
}
