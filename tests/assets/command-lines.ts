import { fencesOf, inlineCode } from '../support/assets.ts';

/** Every `samocode …` that a text shows: in backticks, in a shell block, in a signal's reason. */
export function commandLinesIn(text: string): readonly string[] {
  const shells = fencesOf(text).flatMap(({ body }) => body.split('\n'));
  return [
    ...inlineCode(text).filter((code) => code.startsWith('samocode ')),
    ...shells.flatMap((line) => /^(?:nohup )?(samocode .*)$/.exec(line)?.[1] ?? []),
    ...[...text.matchAll(/(?:with|run): (samocode [a-z]+(?: --[a-z-]+)?)/g)].map(
      (match) => match[1] ?? '',
    ),
  ];
}
