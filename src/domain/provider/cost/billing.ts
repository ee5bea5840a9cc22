import type { ProviderName } from '../provider-name.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const AUTH_TOKEN = 'ANTHROPIC_AUTH_TOKEN';
const API_KEY = 'ANTHROPIC_API_KEY';
const OAUTH_TOKEN = 'CLAUDE_CODE_OAUTH_TOKEN';
const BOTH = `${AUTH_TOKEN} and ${API_KEY}`;
const CLOUDS = ['CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX', 'CLAUDE_CODE_USE_FOUNDRY'];

/**
 * The billing lane that the environment of a child decides, named by its variables; undefined: a login
 * that the CLI keeps itself, or its settings, decide.
 */
export function laneOfEnvironment(
  provider: ProviderName,
  environment: Environment,
): string | undefined {
  const has = (name: string): boolean => (environment[name] ?? '') !== '';
  if (provider === 'codex') return has('CODEX_API_KEY') ? 'CODEX_API_KEY' : undefined;
  const cloud = CLOUDS.find(
    (name) => has(name) && !/^(?:0|false|no|off)$/i.test(environment[name] ?? ''),
  );
  if (cloud !== undefined) return cloud;
  // With both, Claude sends both headers.
  if (has(AUTH_TOKEN)) return has(API_KEY) ? BOTH : AUTH_TOKEN;
  return [API_KEY, OAUTH_TOKEN].find(has);
}

/**
 * The lane of an attempt. Claude's own word (`apiKeySource`) knows neither a cloud nor a bearer token: it
 * says `none` for both, as for a subscription.
 */
export function laneOf(
  provider: ProviderName,
  environment: Environment,
  said: string | undefined,
): string | undefined {
  if (said === undefined) return undefined;
  return hiddenLane(provider, environment) ?? said;
}

/** A lane that decides and that Claude itself does not name. */
export function hiddenLane(provider: ProviderName, environment: Environment): string | undefined {
  const lane = laneOfEnvironment(provider, environment);
  return lane === AUTH_TOKEN || lane === BOTH || CLOUDS.some((name) => name === lane)
    ? lane
    : undefined;
}

/** A lane for a person: who pays, and by which variable. */
export function payerWords(lane: string): string {
  switch (lane) {
    case 'none':
      return 'the subscription';
    case OAUTH_TOKEN:
      return `the subscription, by ${OAUTH_TOKEN}`;
    case AUTH_TOKEN:
      return `a bearer token (${AUTH_TOKEN}), not the subscription`;
    case BOTH:
      return `a bearer token and an API key (${BOTH}: both are sent), not the subscription`;
    default:
      return CLOUDS.includes(lane)
        ? `a cloud account (${lane}): each token is billed`
        : `an API key (${lane}): each token is billed`;
  }
}
