const OWN = 'samocode: ';
const HINT = '→ ';

/** Why a run ended, of the end of its output: its last error with the hint, or else the last line. */
export function lastWords(output: string): string {
  const lines = output.trimEnd().split('\n').slice(-6);
  const at = lines.findLastIndex((line) => line.includes(OWN));
  const error = lines[at];
  if (error === undefined) return lines.at(-1) ?? '';
  const hint = lines.slice(at + 1).find((line) => line.includes(HINT));
  const reason = error.slice(error.indexOf(OWN) + OWN.length);
  return hint === undefined ? reason : `${reason} ${hint.slice(hint.indexOf(HINT))}`;
}
