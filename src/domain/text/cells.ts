/** Characters that a terminal combines with the preceding one. */
const COMBINING = /^[\p{Mn}\p{Me}]$/u;
/** East Asian Wide and Fullwidth (Unicode UAX 11), in blocks: too wide is harmless, too narrow is not. */
const WIDE =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]$/u;
const PLAIN = /^[ -~]*$/;
/** Drawn as a picture, and that is two wide. */
const EMOJI = /^\p{Emoji_Presentation}$/u;

/** How many cells of a terminal a printable line takes. */
export function cellWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** The text cut to at most `cells` cells; a cut text ends with `…`. */
export function cutToCells(text: string, cells: number): string {
  if (cells < 1) return '';
  let [kept, width, fitting] = ['', 0, ''];
  for (const character of text) {
    width += widthOf(character);
    if (width > cells) return `${fitting.trimEnd()}…`;
    kept += character;
    if (width < cells) fitting = kept;
  }
  return text;
}

function widthOf(character: string): number {
  if (character >= ' ' && character <= '~') return 1;
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) || EMOJI.test(character) ? 2 : 1;
}
