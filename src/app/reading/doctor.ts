import { aboutCliFolder } from '../../domain/doctor/cli-folder.ts';
import { aboutCommand } from '../../domain/doctor/command.ts';
import { bad, type Finding, ok, warn } from '../../domain/doctor/finding.ts';
import { aboutLogin, type CliRole } from '../../domain/doctor/login.ts';
import { aboutParked } from '../../domain/doctor/parked.ts';
import { aboutClock, aboutFolder, aboutUser, type UserFacts } from '../../domain/doctor/place.ts';
import { aboutQuota } from '../../domain/doctor/quota.ts';
import { aboutRepository } from '../../domain/doctor/repository.ts';
import { aboutRestriction } from '../../domain/doctor/restriction.ts';
import { aboutSandbox } from '../../domain/doctor/sandbox.ts';
import { aboutSigning } from '../../domain/doctor/signing.ts';
import { aboutCron } from '../../domain/doctor/unattended.ts';
import { aboutCliVersion, aboutGit, aboutNode } from '../../domain/doctor/versions.ts';
import { aboutMovedChat } from '../../domain/people/moved-chat.ts';
import { aboutLostTopic } from '../../domain/people/topic.ts';
import { WEBHOOK } from '../../domain/people/webhook.ts';
import { PROVIDER_NAMES, type ProviderName } from '../../domain/provider/provider-name.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import type { DoctorProbes, SetUp } from './doctor-probes.ts';

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
