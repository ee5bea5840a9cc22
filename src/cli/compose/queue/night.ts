import { basename } from 'node:path';
import type { Notifier } from '../../../app/ports/notifier.ts';
import type { NightTeller } from '../../../app/ports/queue/work.ts';
import { fingerprint } from '../../../domain/text/fingerprint.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { findProject, type Project } from '../place/place.ts';
import { chatNotifier, eventNotifier } from '../running/notifier.ts';
import { botStateOf } from '../telegram/bot-state.ts';

export interface NightUse {
  /** Ends a request under way. */
  readonly kill: AbortSignal;
  readonly warn: (text: string) => void;
}

interface Channel {
  readonly kind: 'chat' | 'command';
  readonly key: string;
  readonly notifier: Notifier;
}

/**
 * Each distinct chat and event command of these projects, once. A project that cannot be read has none; the
 * only chat and the only command hear of it, too.
 */
export function nightTellers(configs: readonly string[], use: NightUse): readonly NightTeller[] {
  const read = configs.map((config) => ({ config, project: readProject(config, use.warn) }));
  const found = new Map<string, { readonly channel: Channel; readonly configs: string[] }>();
  for (const { config, project } of read) {
    for (const channel of project === undefined ? [] : channelsOf(project, use)) {
      const known = found.get(channel.key);
      if (known === undefined) found.set(channel.key, { channel, configs: [config] });
      else known.configs.push(config);
    }
  }
  const all = [...found.values()];
  const unread = read.flatMap(({ config, project }) => (project === undefined ? [config] : []));
  return all.map(({ channel: { key, kind, notifier }, configs: own }) => {
    const isOnly = all.filter(({ channel }) => channel.kind === kind).length === 1;
    return {
      key,
      configs: isOnly ? [...own, ...unread] : own,
      tell: (notice) => notifier.tell(notice),
    };
  });
}

function channelsOf(project: Project, { kill, warn }: NightUse): readonly Channel[] {
  // The first signal lets `work` end with its runs, and then the notice is still to be sent.
  const use = { stops: { stop: kill, kill }, warn, listens: true };
  const { telegram, onEvent } = project.config;
  const channels: Channel[] = [];
  if (telegram !== undefined) {
    const key = `chat ${basename(botStateOf(project, telegram).folder)} ${telegram.chatId}`;
    channels.push({ kind: 'chat', key, notifier: chatNotifier(project, telegram, use) });
  }
  if (onEvent !== undefined) {
    const place = { ...project, session: 'queue', folder: { path: undefined } };
    const key = `command ${fingerprint(onEvent)}`;
    channels.push({ kind: 'command', key, notifier: eventNotifier(place, onEvent, use) });
  }
  return channels;
}

function readProject(config: string, warn: (text: string) => void): Project | undefined {
  try {
    return findProject({ config }, { spawns: false });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    warn(`who hears of the queue: ${config} cannot be read: ${error.message}`);
    return undefined;
  }
}
