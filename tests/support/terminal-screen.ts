/* eslint no-control-regex: off -- escape sequences are what this file is about */

/** What a terminal of some width shows of the bytes a program wrote to it. */
export interface TerminalScreen {
  write(text: string): void;
  /** `reflows`: what no longer fits is broken into more rows, as most terminals do; else it is cut off. */
  resize(columns: number, how: 'reflows' | 'cuts'): void;
  /** From the top, without what is empty at the end; rows that were broken by the width are one line. */
  lines(): readonly string[];
  /** The row that the cursor is in. */
  row(): string;
  /** Escape sequences that were used, each once. */
  sequences(): readonly string[];
}

interface Row {
  text: string;
  /** Goes on in the next row. */
  isBroken: boolean;
}

const PIECE = /\u001B\[[?\d;]*[A-Za-z]|[\r\n]|[^\u001B\r\n]/gu;

/** Knows what a status line and a prompt need and throws for anything else. */
export function openTerminal(columns: number): TerminalScreen {
  let rows: Row[] = [{ text: '', isBroken: false }];
  let [at, column, wraps] = [0, 0, true];
  const used = new Set<string>();
  const here = (): Row => (rows[at] ??= { text: '', isBroken: false });
  const put = (character: string): void => {
    if (column >= columns && wraps) {
      here().isBroken = true;
      [at, column] = [at + 1, 0];
    }
    const place = Math.min(column, columns - 1);
    const { text } = here();
    here().text = text.slice(0, place).padEnd(place) + character + text.slice(place + 1);
    column = place + 1;
  };
  const obey = (sequence: string): void => {
    used.add(sequence);
    if (sequence === '\u001B[J' || sequence === '\u001B[0J') {
      const row = here();
      [row.text, row.isBroken] = [row.text.slice(0, column), false];
      rows = rows.slice(0, at + 1);
    } else if (sequence === '\u001B[?7l' || sequence === '\u001B[?7h') {
      wraps = sequence.endsWith('h');
    } else if (sequence.endsWith('G')) {
      column = Number(sequence.slice(2, -1)) - 1;
    } else if (!sequence.endsWith('m')) throw new Error(`unknown: ${JSON.stringify(sequence)}`);
  };
  const logical = (): readonly string[] => {
    const lines: string[] = [];
    rows.forEach(({ text }, index) => {
      if (rows[index - 1]?.isBroken === true) lines.push((lines.pop() ?? '') + text);
      else lines.push(text);
    });
    return lines;
  };
  const broken = ({ text, isBroken }: Row): readonly Row[] => {
    const pieces = text.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? [''];
    const last = pieces.length - 1;
    return pieces.map((piece, n) => ({ text: piece, isBroken: n < last || isBroken }));
  };
  return {
    write(text) {
      for (const [piece] of text.matchAll(PIECE)) {
        if (piece === '\r') column = 0;
        else if (piece === '\n') at += 1;
        else if (piece.startsWith('\u001B')) obey(piece);
        else put(piece);
      }
    },
    resize(width, how) {
      columns = width;
      if (how === 'cuts') {
        for (const row of rows) row.text = row.text.slice(0, columns);
        return;
      }
      const above = rows.slice(0, at).flatMap(broken);
      rows = [...above, ...rows.slice(at).flatMap(broken)];
      // The cursor stays where it was in its text.
      at = above.length + Math.floor(column / columns);
      column %= columns;
    },
    lines: () => logical().join('\n').trimEnd().split('\n'),
    row: () => rows[at]?.text ?? '',
    sequences: () => [...used],
  };
}
