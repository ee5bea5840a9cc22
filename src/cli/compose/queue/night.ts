import type { NightTeller } from '../../../app/ports/queue/work.ts';
import { type NightChannel, tellersOf } from '../../../app/work/night-tellers.ts';
import { fingerprint } from '../../../domain/text/fingerprint.ts';
import { orUserError, UserError } from '../../../domain/text/user-error.ts';
import { findProject, type Project } from '../place/place.ts';
import { chatNotifier, eventNotifier } from '../running/notifier.ts';
import { botStateOf } from '../telegram/bot-state.ts';

export interface NightUse {
  /** Ends a request under way. */
  readonly kill: AbortSignal;
  readonly warn: (text: string) => void;
  /** Other machines of a fleet tell of the projects that this one cannot read. */
  readonly isShared: boolean;
}

/** Who hears of the queue of these projects. */
export function nightTellers(configs: readonly string[], use: NightUse): readonly NightTeller[] {
  return tellersOf(
    configs.map((config) => {
      const project = readProject(config, use.isShared ? () => undefined : use.warn);
      return { config, channels: project && channelsOf(project, use) };
    }),
    use.isShared,
  );
}

function channelsOf(project: Project, { kill, warn }: NightUse): readonly NightChannel[] {
  // The first signal lets `work` end with its runs, and then the notice is still to be sent.
  const use = { stops: { stop: kill, kill }, warn, listens: true };
  const { telegram, onEvent } = project.config;
  const channels: NightChannel[] = [];
  if (telegram !== undefined) {
    const key = `chat ${botStateOf(project, telegram).id} ${telegram.chatId}`;
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
  const read = orUserError(() => findProject({ config }, { spawns: false }));
  if (!(read instanceof UserError)) return read;
  warn(`who hears of the queue: ${config} cannot be read: ${read.message}`);
  return undefined;
}
