import type { Notifier } from '../ports/notifier.ts';
import type { NightTeller } from '../ports/queue/work.ts';

/** A chat, or a command of the person, that hears of the queue. */
export interface NightChannel {
  readonly kind: 'chat' | 'command';
  /** The same for all projects that name it. */
  readonly key: string;
  readonly notifier: Notifier;
}

/** A project of the queue; without channels where its settings cannot be read. */
export interface NightProject {
  readonly config: string;
  readonly channels: readonly NightChannel[] | undefined;
}

/**
 * Each distinct chat and event command of these projects, once. The only chat and the only command hear of a
 * project that cannot be read, too; in a fleet they do not, as a machine with that project tells of it.
 */
export function tellersOf(
  projects: readonly NightProject[],
  isShared: boolean,
): readonly NightTeller[] {
  const found = new Map<string, { readonly channel: NightChannel; readonly configs: string[] }>();
  for (const { config, channels = [] } of projects) {
    for (const channel of channels) {
      const known = found.get(channel.key);
      if (known === undefined) found.set(channel.key, { channel, configs: [config] });
      else known.configs.push(config);
    }
  }
  const all = [...found.values()];
  const unread = projects.filter((one) => one.channels === undefined).map(({ config }) => config);
  return all.map(({ channel: { key, kind, notifier }, configs: own }) => {
    const isOnly = !isShared && all.filter(({ channel }) => channel.kind === kind).length === 1;
    return {
      key,
      configs: isOnly ? [...own, ...unread] : own,
      tell: (notice) => notifier.tell(notice),
    };
  });
}
