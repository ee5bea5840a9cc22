const FULL: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
]);

/** A system error's code in words where the disk or the quota has no room; undefined for any other. */
export function diskFullWords(code: string | undefined): string | undefined {
  return code === undefined ? undefined : FULL.get(code);
}
