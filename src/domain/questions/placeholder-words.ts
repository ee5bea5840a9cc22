const THING = '(?:answer|reply|response|input|decision|choice|clarification|feedback)s?';
/** Each of these may be a part of an answer, too. */
const WORDS = new RegExp(
  `^(?:${THING}|text|value|field|line|users?|human|person|owner|stakeholder|team|you|your|the|an?` +
    '|from|by|for|on|of|to|be|is|still|yet|please|this|in|out|up|with|answered|given|provided|decided' +
    '|confirmed|decide|confirm|provide|respond|choose|needs?|needed|required)$',
);
/** One of these says that something is still to come. */
const TO_COME = /^(?:awaiting|waiting|pending|outstanding|enter|fill|filled|here|tbd|todo|fixme)$/;
const ASKS = new RegExp(
  String.raw`\bto (?:be )?(?:answer|decide|confirm|provide|fill|reply|respond|choose)` +
    String.raw`|\bneeds? (?:the |an? |your )?${THING}\b|\b${THING} (?:is )?(?:needed|required)\b`,
  'i',
);

/**
 * Whether the words between marks or brackets say only that an answer is missing. Words that `_` or `-`
 * joins are the name of a value: `awaiting_response` is an answer.
 */
export function saysMissing(marked: string): boolean {
  const said = marked
    .toLowerCase()
    .replace(/\s[-–—]+\s|[\s.:…!?]+/g, ' ')
    .trim();
  const words = said.split(' ');
  if (words.length < 2) return said === 'fixme';
  if (!words.every((word) => WORDS.test(word) || TO_COME.test(word))) return false;
  return words.some((word) => TO_COME.test(word)) || ASKS.test(said);
}

/** `ANSWER_HERE`: a name in place of an answer. Others, such as `pending_review`, are values. */
export function isName(text: string): boolean {
  return /^(?:YOUR_)?(?:ANSWER|INPUT|RESPONSE)_(?:HERE|TBD|REQUIRED)$/.test(text);
}

/** `(leave blank)`; in bold or in quotes it is an answer about a field. */
export function saysLeaveBlank(value: string): boolean {
  return /^[([_]+(?:please )?leave blank[.…]*[)\]_]+$/i.test(value);
}

/** Whether what a text's marks enclose is meant literally, as in `"input required"`. */
export function isLiteral(value: string): boolean {
  return /^[^\p{L}\p{N}]*[`"'“«「]/u.test(value);
}

/** What no reader sees: marks of direction, joiners, blank letters, and the blanks of HTML. */
export function withoutInvisible(line: string): string {
  return line
    .replace(/<br ?\/?>|&nbsp;|&#160;|&zwnj;/gi, ' ')
    .replace(/[\p{Cf}\u115F\u1160\u2800\u3164\uFFA0]/gu, '');
}
