import type { FreshTry, Outcome } from '../../domain/provider/outcome.ts';
import { because } from './process-end.ts';

/** The facts of a failed turn that both CLIs report. */
interface Failure {
  readonly text: string;
}

/** A class of failures; it fits when one of its conditions does. */
export interface FailureRule {
  readonly codes?: readonly string[];
  readonly statuses?: (status: number) => boolean;
  /** Only ever matched against the error channel. */
  readonly text?: RegExp;
  readonly outcome: (failure: Failure) => Outcome;
}

/** The API's words for a wrong key: another process renews a login, but nobody renews a key. */
export const WRONG_KEY_TEXT = /\b(?:invalid|incorrect) (?:x-)?api[- ]key\b/i;

/** How the CLIs begin when they pass on a page that came in place of the API's answer. */
function page(statuses: string): string {
  const begins = String.raw`^(?:failed to authenticate\. |please run /login · )?(?:api error:|unexpected status)`;
  return String.raw`${begins} (?:${statuses})\b[\w ]{0,40}:? ?<(?:!doctype )?html\b`;
}

/**
 * Something between the CLI and the API answered: a proxy, a hotel's portal, or the page of a CDN. It says
 * nothing of login, model or request, and passes by itself.
 */
const NOT_THE_API: FailureRule = {
  statuses: (status) => [421, 425, 499, 511].includes(status),
  text: new RegExp(`${page('401|403|451')}|^access blocked by cloudflare\\b`, 'i'),
  outcome: ({ text }) => ({
    kind: 'overload',
    reason: because('the API cannot be reached', text),
    reach: 'session',
  }),
};

const PROXY_LOGIN: FailureRule = {
  statuses: (status) => status === 407,
  outcome: person(
    'the proxy refused the login',
    'check user and password in HTTPS_PROXY and HTTP_PROXY',
    'renewal',
  ),
};

/** A VPN that is down for a while shows the same as a country without the provider. */
const WRONG_PLACE: FailureRule = {
  codes: ['unsupported_country_region_territory'],
  text: /\bunsupported[ _]countr(?:y|ies)|\bcountry, region,? or territory not supported\b/i,
  outcome: person(
    'the provider does not serve this place',
    'check the VPN or proxy of this machine',
    'renewal',
  ),
};

/** The failures of what is between a CLI and its API; `address` is the variable with the API's address. */
export function networkRules(address: string): readonly FailureRule[] {
  const wrongAddress: FailureRule = {
    text: new RegExp(page('400|404|405'), 'i'),
    outcome: person(
      'a web page answered in place of the API',
      `check ${address}, and the proxy of this machine`,
      'renewal',
    ),
  };
  return [NOT_THE_API, PROXY_LOGIN, wrongAddress, WRONG_PLACE];
}

/** The outcome of the first rule that fits. */
export function firstOutcome(
  rules: readonly FailureRule[],
  failure: Failure & { readonly codes: readonly string[]; readonly status: number | undefined },
): Outcome {
  const { codes, status, text } = failure;
  const rule = rules.find(
    (it) =>
      codes.some((code) => it.codes?.includes(code) === true) ||
      (status !== undefined && it.statuses?.(status) === true) ||
      it.text?.test(text) === true,
  );
  return (rule?.outcome ?? overload('the turn failed'))(failure);
}

export function usageLimit(
  text: string,
  until: number | undefined,
  model: string | undefined,
): Outcome {
  return {
    ...{ kind: 'limit', reason: because('usage limit', text) },
    ...(until !== undefined && { until }),
    ...(model !== undefined && { model }),
  };
}

export function overload(what: string): FailureRule['outcome'] {
  return ({ text }) => ({ kind: 'overload', reason: because(what, text) });
}

/** The request got no answer: that may be this machine's network alone (no DNS, no route, a proxy that refuses the tunnel). */
export function unreachable(what: string): FailureRule['outcome'] {
  return ({ text }) => ({ kind: 'overload', reason: because(what, text), reach: 'machine' });
}

export function person(what: string, cure: string, fresh?: FreshTry): FailureRule['outcome'] {
  return ended('person', what, { cure, fresh });
}

export function permanent(what: string, cure: string, fresh?: FreshTry): FailureRule['outcome'] {
  return ended('permanent', what, { cure, fresh });
}

function ended(
  kind: 'person' | 'permanent',
  what: string,
  { cure, fresh }: { readonly cure: string; readonly fresh: FreshTry | undefined },
): FailureRule['outcome'] {
  const more = fresh === undefined ? {} : { fresh };
  return ({ text }) => ({ kind, reason: because(what, text), cure, ...more });
}
