/** Where a child with this environment puts its temporary files. */
export function tempFolderOf(environment: Readonly<Record<string, string>>): string {
  const named = environment['TMPDIR'] ?? '';
  return named === '' ? '/tmp' : named;
}
