// Counts odd English in the documents, the comments and the strings of the program, per 1,000 words. Run by
// `npm run check:words`; ends with 1 above a limit. `--list` prints each place with better words.
// Usage: check-words.js [--list] [folder]
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The most odd constructions per 1,000 words. Lower a limit when the texts get better; never raise one. */
const LIMITS = { docs: 0.5, comments: 1, strings: 0.8 };

/** Each odd construction, and the words to use instead. Code in backticks does not count. */
const PATTERNS = [
  {
    pattern:
      /\b[Ww]hat(?:ever)?(?= (?:it|an?|the|is|was|they|we|samocode|people|git|agents?|somebody|you)\b)/,
    better: 'name the thing: "the result", "the files that …"',
  },
  {
    pattern: /(?:^|[.;:(>*-]\s+)Of (?:an?|the|what|its|our|those|these|all)\b[^.]{0,60},/,
    better: 'begin with the subject: "a row of the tool has few fields"',
  },
  {
    pattern:
      /,\s+for (?:it|they|he|she|we|nobody|somebody|what|there|no|an?|the|that)\b[^.,]{3,60}\b(?:is|are|was|were|has|have|had|can|may|would|will|does|do|[a-z]+s)\b/,
    better: '"because …"',
  },
  {
    pattern: /\bof which (?:nothing|something|no|one|it|they)\b/,
    better: '"whose", "that has", or two sentences',
  },
  { pattern: /\bwhoever\b/i, better: '"the process that …", "the person who …"' },
  {
    pattern: /\b(?:nobody|somebody|anybody)\b/i,
    better: '"no process", "a person", "another program"',
  },
  { pattern: /\b(?:stands?|stood)\b(?!-| ?ard)/, better: '"is", "has", "contains"' },
  { pattern: /\banew\b/, better: '"again"' },
  { pattern: /\bmend(?:s|ed|ing)?\b/, better: '"fix", "repair"' },
  { pattern: /\bparted\b/, better: '"separated"' },
  { pattern: /\b(?:cured?|cures)\b/, better: '"fix", "solution"' },
  { pattern: /\bbeside\b/, better: '"next to"' },
  { pattern: /\bunawares\b/, better: '"unexpectedly"' },
];

/** A comment, a string, or a regular expression (which is neither, but may contain a quote). */
const TOKEN =
  /(?<comment>\/\*[\s\S]*?\*\/|\/\/[^\n]*)|(?<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`)|(?<=(?:[(,=:[!&|?{};\n]|return)\s*)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//g;

/** @typedef {{ file: string, line: number, text: string }} Piece */

/** @param {string} root @returns {Record<keyof typeof LIMITS, Piece[]>} */
function piecesOf(root) {
  const code = ['src', 'lab'].flatMap((folder) => filesIn(root, folder, '.ts')).map(tokensOf(root));
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  const docs = [...top, ...filesIn(root, 'docs', '.md')]
    .filter((file) => !file.startsWith('docs/recordings'))
    .map((file) => ({ file, line: 1, text: proseOf(readFileSync(path.join(root, file), 'utf8')) }));
  return {
    docs,
    comments: code.flatMap(({ comments }) => comments),
    strings: code.flatMap(({ strings }) => strings),
  };
}

/** @param {string} root @param {string} folder @param {string} ending */
function filesIn(root, folder, ending) {
  try {
    const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => name.endsWith(ending))
      .map((name) => path.posix.join(folder, name));
  } catch {
    return [];
  }
}

/** @param {string} root */
function tokensOf(root) {
  return (/** @type {string} */ file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    /** @type {{ comments: Piece[], strings: Piece[] }} */
    const found = { comments: [], strings: [] };
    for (const match of text.matchAll(TOKEN)) {
      const { comment, string } = match.groups ?? {};
      const line = lineAt(text, match.index);
      if (comment !== undefined) found.comments.push({ file, line, text: withoutCode(comment) });
      // Shorter strings, and strings without a space, are names and not sentences.
      else if (string !== undefined && string.includes(' ') && string.length > 14)
        found.strings.push({ file, line, text: string });
    }
    return found;
  };
}

/** A document without its code, line by line as before. @param {string} text */
function proseOf(text) {
  return withoutCode(text.replace(/^```[\s\S]*?^```/gm, (code) => code.replace(/[^\n]/g, '')));
}

/** @param {string} text */
function withoutCode(text) {
  return text.replace(/`[^`\n]*`/g, '``');
}

/** @param {string} text @param {number} index */
function lineAt(text, index) {
  return text.slice(0, index).split('\n').length;
}

/** @param {Piece} piece */
function hitsIn({ file, line, text }) {
  return PATTERNS.flatMap(({ pattern, better }) =>
    [...text.matchAll(new RegExp(pattern, `g${pattern.flags}`))].map((match) => {
      const words = match[0].replace(/\s+/g, ' ').trim();
      return `${file}:${line - 1 + lineAt(text, match.index)}: ${words} -> ${better}`;
    }),
  );
}

const isListed = process.argv.includes('--list');
const root =
  process.argv.slice(2).find((arg) => !arg.startsWith('--')) ??
  path.join(import.meta.dirname, '..');
for (const [kind, pieces] of Object.entries(piecesOf(root))) {
  const words = pieces.reduce(
    (sum, { text }) => sum + (text.match(/[A-Za-z][A-Za-z'-]+/g)?.length ?? 0),
    0,
  );
  const hits = pieces.flatMap(hitsIn);
  const rate = (1000 * hits.length) / Math.max(words, 1);
  const limit = LIMITS[/** @type {keyof typeof LIMITS} */ (kind)];
  if (isListed) for (const hit of hits) console.log(hit);
  console.log(
    `${kind}: ${rate.toFixed(2)} odd constructions per 1,000 words (${hits.length} of ${words}; at most ${limit})`,
  );
  if (rate > limit) process.exitCode = 1;
}
if (process.exitCode === 1 && !isListed)
  console.log('node scripts/check-words.js --list prints each place with better words');
