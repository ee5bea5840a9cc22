import { cellWidth, cutToCells } from '../text/cells.ts';

/** An agent's activity without the folders that it works in: `Edit src/x.ts`. */
export function withoutFolders(text: string, folders: readonly string[]): string {
  return folders.reduce((left, folder) => {
    const name = folder.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return folder === '' ? left : left.replace(new RegExp(`(?<![\\w./-])${name}/(?=\\S)`, 'g'), '');
  }, text);
}

/** Less of a path says nothing. */
const LEAST_CELLS = 8;

/** The text in at most so many cells; of a path at its end the beginning is cut, never the end. */
export function cutActivity(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  const path = /\S*\/\S*$/.exec(text)?.[0] ?? '';
  const head = `${text.slice(0, text.length - path.length)}…`;
  if (path === '' || cells - cellWidth(head) < LEAST_CELLS) return cutToCells(text, cells);
  let tail = '';
  for (const character of Array.from(path).reverse()) {
    if (cellWidth(head + character + tail) > cells) break;
    tail = character + tail;
  }
  return head + tail;
}
