import type { Slip } from './slips.ts';

/** A text that may now be JSON, and its repaired slips. */
export interface Repaired {
  readonly text: string;
  readonly slips: readonly Slip[];
}

/**
 * Repairs a text that JSON.parse refused. Undefined where nothing can be repaired, or where the text
 * could mean two things: a comment that speaks of a status, a field that is there twice.
 * Linear in the length of the text.
 */
export function repairJson(text: string): Repaired | undefined {
  const bare = unwrap(text);
  const all = tokensOf(bare.text);
  if (all === undefined) return undefined;
  const comments = all.filter(isComment);
  if (comments.some((comment) => /status|blocked|waiting/i.test(comment))) return undefined;
  const tokens = all.filter((token) => !isComment(token) && token.trim() !== '');
  if (hasFieldTwice(tokens)) return undefined;
  const kept = tokens.filter((_, at) => !isTrailingComma(tokens, at));
  const unescaped = kept.map(doubleBackslashes);
  const whole = unescaped.map(escapeBreaks);
  const slips = [
    ...bare.slips,
    ...slipIf(comments.length > 0, 'comment'),
    ...slipIf(kept.length < tokens.length, 'trailing comma'),
    ...slipIf(
      whole.some((token, at) => token !== unescaped[at]),
      'line break in a string',
    ),
    ...slipIf(
      unescaped.some((token, at) => token !== kept[at]),
      'backslash in a string',
    ),
  ];
  // A space keeps two tokens separate.
  return slips.length === 0 ? undefined : { text: whole.join(' '), slips };
}

function slipIf(isThere: boolean, slip: Slip): readonly Slip[] {
  return isThere ? [slip] : [];
}

/** Takes off a fence and a here-document word, each once, whichever is outside. */
function unwrap(text: string): Repaired {
  const outer = withoutWord(text);
  const inner = withoutFence(outer ?? text);
  const last = outer === undefined && inner !== undefined ? withoutWord(inner) : undefined;
  return {
    text: last ?? inner ?? outer ?? text,
    slips: [
      ...slipIf(inner !== undefined, 'code fence'),
      ...slipIf((last ?? outer) !== undefined, 'here-document word'),
    ],
  };
}

/** Words that end a here-document; another word at the end may be meant. */
const END_WORD =
  /^(?:(?:EO[FTSMJ]|END|JSON|SIGNAL|SIG|HERE|HEREDOC|DOC|DATA|DELIM|DELIMITER|SAMOCODE)_?)+$/i;

function withoutWord(text: string): string | undefined {
  const at = text.lastIndexOf('\n');
  const word = text.slice(at + 1).trim();
  return at >= 0 && word.length <= 40 && END_WORD.test(word) ? text.slice(0, at).trim() : undefined;
}

/** One of the two fence lines may be missing, or share a line with the object. */
function withoutFence(text: string): string | undefined {
  const opened = text.replace(/^(?:`+|~{3,})[ \t]{0,9}[\w-]{0,20}\s*(?=\{)/, '');
  const [mark] = /[`~]$/.exec(opened) ?? [''];
  let end = opened.length;
  while (mark !== '' && opened[end - 1] === mark) end -= 1;
  const bare = opened.slice(0, end).trim();
  return bare === text ? undefined : bare;
}

const TOKEN =
  /\s+|"[^"\\]*(?:\\[^][^"\\]*)*"|\/\/[^\n\r]*|#[^\n\r]*|\/\*[^]*?\*\/|[^\s"/#,:{}[\]]+|[,:{}[\]]/y;

/** Undefined for a string or a comment that is not ended. */
function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const token = new RegExp(TOKEN);
  while (token.lastIndex < text.length) {
    const [found] = token.exec(text) ?? [];
    if (found === undefined) return undefined;
    tokens.push(found);
  }
  return tokens;
}

function isComment(token: string): boolean {
  return token.startsWith('/') || token.startsWith('#');
}

/** Whether a text is JSON with one field twice. */
export function saysTwice(text: string): boolean {
  const tokens = tokensOf(text) ?? [];
  return hasFieldTwice(tokens.filter((token) => token.trim() !== ''));
}

/** JSON.parse would take the last; a text with a slip is not trusted so far. */
function hasFieldTwice(tokens: readonly string[]): boolean {
  const seen = new Set<string>();
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    if (depth !== 1 || tokens[at + 1] !== ':') continue;
    if (seen.has(token)) return true;
    seen.add(token);
  }
  return false;
}

function isTrailingComma(tokens: readonly string[], at: number): boolean {
  const [before = '', after = ''] = [tokens[at - 1], tokens[at + 1]];
  if (tokens[at] !== ',' || (after !== '}' && after !== ']')) return false;
  return !['', '{', '[', ',', ':'].includes(before);
}

/** One that begins no escape sequence, as in `\d`. Before a line break it may be meant as in a shell. */
function doubleBackslashes(token: string): string {
  if (!token.startsWith('"')) return token;
  return token.replace(/\\([^])/g, (found, next: string) =>
    /["\\/bfnrtu\r\n]/.test(next) ? found : `\\${found}`,
  );
}

/** A tab, too: JSON allows neither as it is. A backslash before one stays, and JSON.parse refuses it. */
function escapeBreaks(token: string): string {
  if (!token.startsWith('"')) return token;
  return token.replace(/\\[^]|\r\n?|[\n\t]/g, (found) => {
    if (found.startsWith('\\')) return found;
    return found === '\t' ? '\\t' : '\\n';
  });
}
