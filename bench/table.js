/**
 * One measured figure: a ratio to a limit of the same run, or where no limit is there a plain value.
 *
 * @typedef {object} Figure
 * @property {string} id
 * @property {string} what
 * @property {number} value
 * @property {number} [goal] Absent: it is only reported.
 * @property {string} [limit] What it is a ratio to.
 * @property {string} [unit] Of a plain value.
 * @property {boolean} [atLeast] The goal is a floor.
 */

/** @param {Figure} figure */
export const isMet = ({ value, goal = value, atLeast = false }) =>
  atLeast ? value >= goal : value <= goal;

const HEAD = ['', 'what', 'measured', 'goal', '', 'against'];

/**
 * @param {readonly Figure[]} figures
 * @returns {string} a Markdown table
 */
export const toTable = (figures) => {
  const rows = [HEAD, ...figures.map(cells)];
  const widths = HEAD.map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (/** @type {readonly string[]} */ row) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |\n`;
  const [head = HEAD, ...body] = rows;
  return [head, widths.map((width) => '-'.repeat(width)), ...body].map(line).join('');
};

/** @param {Figure} figure */
const cells = (figure) => {
  const { id, what, value, goal, limit = '', unit = '×', atLeast = false } = figure;
  const shown = unit === '×' ? value.toFixed(2) : value.toFixed(1);
  if (goal === undefined) return [id, what, `${shown} ${unit}`, '', '', limit];
  const verdict = isMet(figure) ? 'ok' : 'MISS';
  return [id, what, `${shown} ${unit}`, `${atLeast ? '≥' : '≤'} ${goal}`, verdict, limit];
};
