import { printable } from '../../../domain/text/printable.ts';

/** Where the files are that a session left here when another machine took it. */
export function oldCopyWords(path: string): string {
  return `the files of its earlier stay on this machine are at ${printable(path)}`;
}
