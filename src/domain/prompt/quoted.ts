/** A text that is not ours, as lines that cannot pass for a part of the prompt. */
export function quoted(text: string): string {
  const lines = text.trimEnd().split(/\r?\n/);
  return lines.map((line) => `  > ${line}`).join('\n');
}
