import type { CliFolderFacts } from '../../domain/doctor/cli-folder.ts';
import type { CommandTrouble } from '../../domain/doctor/command.ts';
import type { Finding } from '../../domain/doctor/finding.ts';
import type { Login } from '../../domain/doctor/login.ts';
import type { ParkedSession } from '../../domain/doctor/parked.ts';
import type { FolderFacts } from '../../domain/doctor/place.ts';
import type { QuotaFacts } from '../../domain/doctor/quota.ts';
import type { RepositoryFacts } from '../../domain/doctor/repository.ts';
import type { RestrictionFacts } from '../../domain/doctor/restriction.ts';
import type { SandboxFacts } from '../../domain/doctor/sandbox.ts';
import type { SigningFacts } from '../../domain/doctor/signing.ts';
import type { CronFacts } from '../../domain/doctor/unattended.ts';
import type { GitFacts } from '../../domain/doctor/versions.ts';
import type { Permissions } from '../../domain/provider/permissions.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';

/** The configuration as a run would find it. */
export type SetUp =
  | { readonly kind: 'problem'; readonly text: string; readonly cure: string }
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly provider: ProviderName;
      /** The provider that takes over. */
      readonly fallback: ProviderName | undefined;
      readonly permissions: Permissions;
      readonly hasTelegram: boolean;
      readonly warnings: readonly string[];
      /** Files with credentials that every user of the machine can read. */
      readonly openFiles: readonly string[];
    };

/** One of the CLIs. */
export type CliFacts =
  | { readonly kind: 'missing'; readonly text: string; readonly cure: string }
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly version: string;
      readonly login: Login;
    };

/** The Bot API's answer about the chat. */
export type TelegramFacts =
  | { readonly kind: 'reached' }
  /** The group became a supergroup. */
  | { readonly kind: 'moved'; readonly chatId: string }
  | { readonly kind: 'lost topic'; readonly topic: number }
  /** It gets what people send to the bot. */
  | { readonly kind: 'webhook' }
  | { readonly kind: 'problem'; readonly text: string };

/** The probes of the doctor; each ends by itself, a login within a minute, and changes nothing. */
export interface DoctorProbes {
  readonly nodeVersion: string;
  readonly builtAt: Date;
  readonly now: Date;
  readonly isRoot: boolean;
  setUp(): SetUp;
  git(): Promise<GitFacts>;
  /** Undefined while the configuration has problems, or without git. */
  repository(): Promise<RepositoryFacts | undefined>;
  cli(provider: ProviderName): Promise<CliFacts>;
  /** What settings keep the selected provider from; none that is known while the configuration has problems. */
  restriction(): Promise<RestrictionFacts | undefined>;
  /** Undefined while the configuration has problems. */
  sandbox(): Promise<SandboxFacts | undefined>;
  /** None while the configuration has problems. */
  commands(): readonly CommandTrouble[];
  /** Undefined where git signs no commits, or while the configuration has problems. */
  signing(): Promise<SigningFacts | undefined>;
  /** Ignored files that a new worktree lacks; none while the configuration has problems. */
  uncopied(): Promise<readonly Finding[]>;
  /** None while the configuration has problems. */
  folders(): readonly FolderFacts[];
  /** Of the selected CLI; none while the configuration has problems. */
  cliFolders(): readonly CliFolderFacts[];
  cron(): CronFacts;
  /** Sessions of this project that wait for a usage limit. */
  parked(): readonly ParkedSession[];
  /** Undefined while the configuration has problems. */
  quota(): Promise<QuotaFacts | undefined>;
  telegram(): Promise<TelegramFacts>;
}
