import { aboutCliFolder, type CliFolderFacts } from '../../domain/doctor/cli-folder.ts';
import { aboutCommand, type CommandTrouble } from '../../domain/doctor/command.ts';
import { bad, type Finding, ok, warn } from '../../domain/doctor/finding.ts';
import { aboutLogin, type CliRole, type Login } from '../../domain/doctor/login.ts';
import { aboutParked, type ParkedSession } from '../../domain/doctor/parked.ts';
import {
  aboutClock,
  aboutFolder,
  aboutUser,
  type FolderFacts,
  type UserFacts,
} from '../../domain/doctor/place.ts';
import { aboutQuota, type QuotaFacts } from '../../domain/doctor/quota.ts';
import { aboutRepository, type RepositoryFacts } from '../../domain/doctor/repository.ts';
import { aboutRestriction, type RestrictionFacts } from '../../domain/doctor/restriction.ts';
import { aboutSandbox, type SandboxFacts } from '../../domain/doctor/sandbox.ts';
import { aboutSigning, type SigningFacts } from '../../domain/doctor/signing.ts';
import { aboutCron, type CronFacts } from '../../domain/doctor/unattended.ts';
import {
  aboutCliVersion,
  aboutGit,
  aboutNode,
  type GitFacts,
} from '../../domain/doctor/versions.ts';
import { aboutMovedChat } from '../../domain/people/moved-chat.ts';
import { aboutLostTopic } from '../../domain/people/topic.ts';
import { WEBHOOK } from '../../domain/people/webhook.ts';
import type { Permissions } from '../../domain/provider/permissions.ts';
import { PROVIDER_NAMES, type ProviderName } from '../../domain/provider/provider-name.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';

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

/**
 * Examines everything that a run needs, here or under cron; includes findings without a problem.
 */
export async function examine(probes: DoctorProbes): Promise<readonly Finding[]> {
  const setUp = probes.setUp();
  const isFound = setUp.kind === 'found';
  const permissions: UserFacts['permissions'] = isFound ? setUp.permissions : 'bypass';
  const [git, uncopied, signing, repository, restriction, sandbox, quota, telegram, ...clis] =
    await Promise.all([
      probes.git(),
      probes.uncopied(),
      probes.signing(),
      probes.repository(),
      probes.restriction(),
      probes.sandbox(),
      probes.quota(),
      isFound && setUp.hasTelegram ? aboutTelegram(probes) : [],
      ...PROVIDER_NAMES.map(async (name) =>
        aboutCli(probes, name, isFound ? roleOf(name, setUp) : undefined),
      ),
    ]);
  return [
    aboutNode(probes.nodeVersion),
    ...aboutGit(git),
    ...(signing === undefined ? [] : [aboutSigning(signing)]),
    ...aboutSetUp(setUp),
    ...(repository === undefined ? [] : [aboutRepository(repository)]),
    ...clis.flat(),
    ...(restriction === undefined ? [] : [aboutRestriction(restriction)]),
    ...probes.commands().map(aboutCommand),
    ...uncopied,
    ...probes.folders().flatMap(aboutFolder),
    ...probes.cliFolders().map(aboutCliFolder),
    aboutClock(probes.now, probes.builtAt),
    aboutUser({ isRoot: probes.isRoot, permissions, isBoxed: sandbox?.isWanted === true }),
    ...(sandbox === undefined ? [] : aboutSandbox(sandbox)),
    ...telegram,
    ...(isFound ? aboutCron(probes.cron()) : []),
    ...(isFound ? aboutParked(probes.parked()) : []),
    ...(quota === undefined ? [] : aboutQuota(quota)),
  ];
}

function aboutSetUp(setUp: SetUp): readonly Finding[] {
  if (setUp.kind === 'problem') return [bad('config', setUp.text, setUp.cure)];
  const cure = 'fix or remove that line';
  return [
    ok('config', `${setUp.path}, provider ${setUp.provider}`),
    ...setUp.warnings.map((text) => warn('config', text, cure)),
    ...setUp.openFiles.map((path) =>
      warn(
        'config',
        `${path} holds credentials, and every user of this machine can read it`,
        joinShellWords(['chmod', '600', path]),
      ),
    ),
  ];
}

function roleOf(name: ProviderName, { provider, fallback }: Found): CliRole {
  if (name === provider) return 'selected';
  return name === fallback ? 'fallback' : 'unused';
}

type Found = Extract<SetUp, { kind: 'found' }>;

/** A CLI that is not selected is nice to have; with no configuration, so is each. */
async function aboutCli(
  probes: DoctorProbes,
  provider: ProviderName,
  role: CliRole | undefined,
): Promise<readonly Finding[]> {
  const facts = await probes.cli(provider);
  if (facts.kind === 'missing') {
    if (role === 'selected') return [bad(provider, facts.text, facts.cure)];
    return role === 'unused'
      ? [ok(provider, `${provider} is not there; it is not the selected provider`)]
      : [warn(provider, facts.text, facts.cure)];
  }
  return [
    aboutCliVersion(provider, facts.version),
    aboutLogin(provider, facts.login, { role: role ?? 'unused', now: probes.now.getTime() }),
  ];
}

async function aboutTelegram(probes: DoctorProbes): Promise<readonly Finding[]> {
  const facts = await probes.telegram();
  switch (facts.kind) {
    case 'reached':
      return [ok('telegram', 'Telegram answers, and knows the chat')];
    case 'moved': {
      const { text, line } = aboutMovedChat(facts.chatId);
      return [warn('telegram', text, `put this line into .env: ${line}`)];
    }
    case 'lost topic': {
      const { text, cure } = aboutLostTopic(facts.topic);
      return [warn('telegram', `Telegram: ${text}`, cure)];
    }
    case 'webhook':
      return [warn('telegram', `Telegram: ${WEBHOOK.text}`, WEBHOOK.cure)];
    case 'problem': {
      const cure = 'check TELEGRAM_BOT_TOKEN and TELEGRAM_CHAT_ID; say something to the bot first';
      return [warn('telegram', `Telegram: ${facts.text}`, cure)];
    }
  }
}
