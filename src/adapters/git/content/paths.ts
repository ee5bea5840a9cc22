/** The paths of an output of git with `-z`; latin1, one character for each byte. */
export function pathsOf(output: string): readonly string[] {
  return output.split('\0').filter((path) => path !== '');
}

/** The place of such a path in a folder. */
export function pathIn(folder: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]);
}
