const HEAD_LINES = 5;
const TAIL_LINES = 30;
const MARKED_LINES = 15;
const LINE_LENGTH = 300;

/** Words with which tests, compilers and shells begin or mark a failure. */
const FAILURE =
  /\b(?:fail(?:ed|ure|ures|s)?|error|errors|fatal|panic(?:ked)?|assert\w*|traceback|exception|not ok|undefined reference)\b|[✗✘×❌]|^E {2,}\S/i;

/**
 * The part of a command's output that a reader needs: its first and last lines, and of those between them
 * the first ones that look like failures. Lines left out are counted.
 */
export function excerptOf(output: string): string {
  const lines = output.trimEnd().split(/\r?\n/);
  const tailFrom = Math.max(HEAD_LINES, lines.length - TAIL_LINES);
  const marked = lines
    .map((_, at) => at)
    .filter((at) => at >= HEAD_LINES && at < tailFrom && FAILURE.test(lines[at] ?? ''))
    .slice(0, MARKED_LINES);
  const kept = new Set([
    ...lines.map((_, at) => at).filter((at) => at < HEAD_LINES || at >= tailFrom),
    ...marked,
  ]);
  const shown: string[] = [];
  let left = 0;
  for (const [at, line] of lines.entries()) {
    if (!kept.has(at)) {
      left += 1;
      continue;
    }
    if (left > 0) shown.push(`… ${left} ${left === 1 ? 'line' : 'lines'} left out …`);
    left = 0;
    shown.push(cut(line, LINE_LENGTH));
  }
  return shown.join('\n');
}

/** An excerpt that as JSON has at most so many bytes: it keeps every line, and the beginnings of long ones. */
export function fittedExcerpt(excerpt: string, bytes: number): string {
  const lines = excerpt.split('\n');
  for (let length = LINE_LENGTH; length > 0; length = Math.floor(length / 2)) {
    const text = lines.map((line) => cut(line, length)).join('\n');
    if (new TextEncoder().encode(JSON.stringify(text)).length <= bytes) return text;
  }
  return '';
}

function cut(line: string, length: number): string {
  return line.length > length ? `${line.slice(0, length)}…` : line;
}
