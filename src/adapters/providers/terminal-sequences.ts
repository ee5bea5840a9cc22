export const ESC = '\\u001b';
export const BEL = '\\u0007';
const ST = `(?:${ESC}\\\\|\\u009c)`;
const CSI = `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*`;

/** A colour, a cursor movement and the like, as the source of a regular expression; it may be cut. */
export const CSI_SEQUENCE = `${CSI}[@-~]?`;

/**
 * The sequences that can come before a JSON object on its line: a CSI, and a string (OSC, DCS, SOS, PM,
 * APC, a title of `screen`) with its terminator. The `{` of an object ends no CSI that was cut.
 */
export const SEQUENCE_BEFORE_OBJECT = [
  `${CSI}(?:[@-z|}~]|\\{(?!\\s*"))?`,
  `(?:${ESC}[\\]PX^_k]|[\\u0090\\u0098\\u009d-\\u009f])[^${BEL}${ESC}\\u009c]*(?:${BEL}|${ST})`,
].join('|');
