// An animated SVG of a terminal: CSS alone, so that it plays in an <img>, without a script or a font of ours.

/** @typedef {{ readonly screen: string, readonly ms: number }} Frame The screen, with colours, and how long it stays. */
/** @typedef {{ readonly text: string, readonly style: string }} Piece Of a line, with its CSS classes. */

const WIDTH = 8.4;
const HEIGHT = 18;
const PADDING = 14;
const BAR = 30;
const COLOURS = [
  '#6e7681',
  '#ff7b72',
  '#3fb950',
  '#d29922',
  '#58a6ff',
  '#bc8cff',
  '#39c5cf',
  '#d0d7de',
];

/**
 * @param {{ readonly frames: readonly Frame[], readonly columns: number, readonly rows: number, readonly title: string, readonly still: number }} film
 *   `still`: the frame for those who want no motion.
 */
export function animatedSvg({ frames, columns, rows, title, still }) {
  const [width, height] = [columns * WIDTH + 2 * PADDING, rows * HEIGHT];
  /** @type {Map<string, string>} Each line once. */
  const lines = new Map();
  const strip = frames.map(({ screen }, at) => {
    const shown = linesOf(screen).flatMap((pieces, row) => {
      const text = textOf(pieces);
      if (text === '') return [];
      if (!lines.has(text)) lines.set(text, `l${lines.size}`);
      return [`<use href="#${lines.get(text)}" y="${at * height + row * HEIGHT}"/>`];
    });
    return `<g>${shown.join('')}</g>`;
  });
  const defs = [...lines].map(([text, id]) => `<text id="${id}" y="13">${text}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + BAR + PADDING}" width="${width}" role="img" aria-label="${escape(title)}">
<title>${escape(title)}</title>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #e6edf3; white-space: pre; }
.b { font-weight: bold; } .d { fill-opacity: 0.6; } ${COLOURS.map((colour, at) => `.c${at} { fill: ${colour}; }`).join(' ')}
#film { animation: play ${seconds(total(frames))}s step-end infinite; }
@keyframes play { ${keyframes(frames, height)} }
@media (prefers-reduced-motion: reduce) { #film { animation: none; transform: translateY(-${still * height}px); } }
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<circle cx="20" cy="15" r="5" fill="#ff5f57"/><circle cx="38" cy="15" r="5" fill="#febc2e"/><circle cx="56" cy="15" r="5" fill="#28c840"/>
<defs>
${defs.join('\n')}
</defs>
<svg x="${PADDING}" y="${BAR}" width="${width - PADDING}" height="${height}"><g id="film">
${strip.join('\n')}
</g></svg>
</svg>
`;
}

/** @param {readonly Frame[]} frames @param {number} height */
function keyframes(frames, height) {
  let passed = 0;
  return frames
    .map(({ ms }, at) => {
      const percent = ((100 * passed) / total(frames)).toFixed(3);
      passed += ms;
      return `${percent}% { transform: translateY(-${at * height}px); }`;
    })
    .join(' ');
}

/** @param {readonly Frame[]} frames */
function total(frames) {
  return frames.reduce((sum, { ms }) => sum + ms, 0);
}

/** @param {number} ms */
function seconds(ms) {
  return (ms / 1000).toFixed(2);
}

/**
 * One line, each piece as wide as its characters in every font.
 * @param {readonly Piece[]} pieces
 */
function textOf(pieces) {
  let column = 0;
  return pieces
    .map(({ text, style }) => {
      const x = (column * WIDTH).toFixed(1);
      const { length } = [...text];
      column += length;
      if (text.trim() === '') return '';
      const kind = style === '' ? '' : ` class="${style}"`;
      return `<tspan x="${x}" textLength="${(length * WIDTH).toFixed(1)}" lengthAdjust="spacingAndGlyphs"${kind}>${escape(text)}</tspan>`;
    })
    .join('');
}

/**
 * The lines of a screen in pieces of one style, which goes on over the ends of lines.
 * @param {string} screen
 * @returns {readonly (readonly Piece[])[]}
 */
function linesOf(screen) {
  /** @type {Set<string>} */
  const style = new Set();
  return screen.split('\n').map((line) =>
    line.split('\u001b[').map((piece, at) => {
      const [, codes = '', text = piece] = (at > 0 && /^([\d;]*)m(.*)$/.exec(piece)) || [];
      if (at > 0) for (const code of codes.split(';')) apply(style, Number(code));
      return { text, style: [...style].join(' ') };
    }),
  );
}

/** @param {Set<string>} style @param {number} code */
function apply(style, code) {
  if (code === 0) style.clear();
  else if (code === 1) style.add('b');
  else if (code === 2) style.add('d');
  else if (code === 22) ['b', 'd'].forEach((name) => style.delete(name));
  const colour = code >= 90 ? code - 90 : code - 30;
  if ((code >= 30 && code <= 39) || (code >= 90 && code <= 97)) {
    COLOURS.forEach((_, at) => style.delete(`c${at}`));
    if (colour in COLOURS) style.add(`c${colour}`);
  }
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
