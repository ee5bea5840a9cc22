import { printable } from '../../../domain/text/printable.ts';
import type { Network } from '../dispatcher.ts';

/**
 * The form of the token is not checked: it may contain characters that are invalid in a path, or
 * even in UTF-8.
 */
export function encodedToken(token: string): string {
  return encodeURIComponent(token.replace(/\p{Surrogate}/gu, '\ufffd')).replaceAll('%3A', ':');
}

const REASON_LIMIT = 300;

/**
 * One printable line without the token. Redacted before and after cleaning, for cleaning could put a
 * token together again; cut last.
 */
export function withoutSecrets(options: Secrets, reason: string): string {
  const secrets = secretsOf(options);
  const redact = (text: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  return printable(redact(printable(redact(reason))), REASON_LIMIT);
}

interface Secrets {
  readonly token: string;
  readonly network: Network;
}

/** Every form in which a message could show the token, or a proxy with its password. */
function secretsOf({ token, network: { proxy } }: Secrets): readonly string[] {
  const encoded = encodedToken(token);
  const forms = [token, encoded, encoded.replaceAll(':', '%3A'), proxy.httpProxy, proxy.httpsProxy];
  const secretPart = token.split(':')[1] ?? '';
  return [...forms, secretPart.length < 8 ? '' : secretPart].filter(
    (form): form is string => form !== undefined && form !== '',
  );
}
