import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../../domain/provider/account.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import { fromRegular } from '../disk/regular-file.ts';

/** Claude's file also holds its list of projects, and grows. */
const LIMIT_BYTES = 64 * 1024 * 1024;

/** A file in which a CLI keeps its login, and the fields of it that tell one login from another. */
interface LoginFile {
  readonly path: (folder: string) => string;
  readonly fields: readonly string[];
}

/**
 * Ids of the account come first: they stay when a token is refreshed. Where a CLI wrote none, the
 * token itself tells logins apart, at the price of one early try after a refresh.
 */
const LOGIN_FILES: Readonly<Record<ProviderName, readonly LoginFile[]>> = {
  claude: [
    ...['/.claude.json', '.json'].map((name) => ({
      path: (folder: string) => `${folder}${name}`,
      fields: ['oauthAccount.accountUuid', 'oauthAccount.organizationUuid', 'primaryApiKey'],
    })),
    {
      path: (folder) => join(folder, '.credentials.json'),
      fields: ['claudeAiOauth.refreshToken', 'claudeAiOauth.accessToken'],
    },
  ],
  codex: [
    {
      path: (folder) => join(folder, 'auth.json'),
      fields: ['tokens.account_id', 'OPENAI_API_KEY'],
    },
    { path: (folder) => join(folder, 'auth.json'), fields: ['tokens.refresh_token'] },
  ],
};

/**
 * Tells the logins apart that a CLI keeps in files of its own; '' where it keeps none there (macOS
 * has a keychain). Undefined while a file is being written and cannot be read.
 */
export function loginIdentity({ provider, folder }: Account): string | undefined {
  for (const { path, fields } of LOGIN_FILES[provider]) {
    const content = contentOf(path(folder));
    if (content === 'unreadable') return undefined;
    const found = fields.map((field) => fieldOf(content, field));
    if (found.some((value) => value !== '')) return found.join(' ');
  }
  return '';
}

function contentOf(path: string): unknown {
  try {
    const text = fromRegular(
      path,
      (fd, { size }) => (size > LIMIT_BYTES ? undefined : readFileSync(fd, 'utf8')),
      'followed',
    );
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return 'unreadable';
  }
}

function fieldOf(content: unknown, field: string): string {
  let value = content;
  for (const key of field.split('.')) {
    if (typeof value !== 'object' || value === null) return '';
    value = Reflect.get(value, key) as unknown;
  }
  return typeof value === 'string' ? value : '';
}
