import type * as z from 'zod/mini';
import type { PhaseModels } from '../models/choose-models.ts';
import type { StrongerModels } from '../models/stronger.ts';
import type { Phase } from '../phases/phase.ts';
import type { BASE, FOLDERS, PUBLISHING, SET_UP, VERIFICATION } from './table/project.ts';
import type { PROVIDERS } from './table/providers.ts';
import type { RUN } from './table/run.ts';
import type { Setting, SettingTable } from './table/setting.ts';
import type { TELEGRAM } from './table/telegram.ts';

/** The values of a table by the names of its rows. */
export type ValuesOf<T extends SettingTable> = {
  readonly [N in T[keyof T]['name']]: ValueOf<Extract<T[keyof T], { readonly name: N }>>;
};
type ValueOf<S extends Setting> = Readonly<z.output<ReturnType<S['schema']>> | S['default']>;

type Telegram = ValuesOf<typeof TELEGRAM>;

/** Telegram is configured as a whole or not at all. */
export interface TelegramSettings extends Telegram {
  readonly token: string;
  readonly chatId: string;
}

/** The value of each setting but the folders; those of a provider are the selected provider's. */
export interface Settings extends ValuesOf<
  typeof BASE &
    typeof SET_UP &
    typeof VERIFICATION &
    typeof PUBLISHING &
    typeof RUN &
    typeof PROVIDERS
> {
  readonly telegram: TelegramSettings | undefined;
  /** The model and the effort of each phase. */
  readonly models: PhaseModels;
  /** The proof of work of single phases. */
  readonly verifyPhases: Readonly<Partial<Record<Phase, string>>>;
  /** The one try of a phase that is stuck, with the next profile. */
  readonly stronger: StrongerModels;
}

/** Absolute paths of folders that exist; `mainRepo` is within a git work tree. */
export type Folders = Readonly<Record<keyof ValuesOf<typeof FOLDERS>, string>>;

/** Everything a command may ask about how it is set up. */
export interface Config extends Settings, Folders {
  /** The absolute path of the `.samocode` that was read. */
  readonly configPath: string;
  /** The selected provider's program: an absolute path when it was checked, else as it was written. */
  readonly executable: string;
  /** The configuration of the provider that takes over (`SAMOCODE_FALLBACK`); undefined: none does. */
  readonly other?: Config | undefined;
  /** Credentials and proxies from the `.env` files, for the child's environment only. */
  readonly childSettings: Readonly<Record<string, string>>;
}
