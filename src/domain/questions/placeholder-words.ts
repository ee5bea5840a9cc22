const THING =
  '(?:answer|reply|response|input|decision|choice|confirmation|clarification|feedback|approval)s?';
/** Each of these may be a part of an answer, too. */
const WORDS = new RegExp(
  `^(?:${THING}|review|text|value|field|line|users?|human|person|owner|stakeholder|team|you|your|the|an?` +
    '|from|by|for|on|of|to|be|is|still|yet|please|this|in|out|up|with|answered|given|provided|decided' +
    '|confirmed|decide|confirm|provide|respond|choose|needs?|needed|required|missing)$',
);
/** One of these says that something is still to come. */
const TO_COME =
  /^(?:awaiting|waiting|pending|outstanding|insert|enter|fill|filled|leave|blank|here|tbd|todo|fixme)$/;
const ASKS = new RegExp(
  String.raw`\bto (?:be )?(?:answer|decide|confirm|provide|fill|reply|respond|review|choose)` +
    String.raw`|\bneeds? (?:the |an? |your )?${THING}\b|\b${THING} (?:is )?(?:needed|required|missing)\b`,
  'i',
);
/** Alone between its marks each of these is a placeholder. */
const ALONE = /^(?:insert|fixme|missing)$/;

/** Whether the words between marks or brackets say only that an answer is missing. */
export function saysMissing(marked: string): boolean {
  const said = marked
    .toLowerCase()
    .replace(/[\s_.:…!?-]+/g, ' ')
    .trim();
  const words = said.split(' ');
  if (words.length < 2) return ALONE.test(said);
  if (!words.every((word) => WORDS.test(word) || TO_COME.test(word))) return false;
  return words.some((word) => TO_COME.test(word)) || ASKS.test(said);
}

/** `ANSWER_HERE`, `waiting_human`: a name in place of a value. */
export function isName(text: string): boolean {
  return /^[A-Z]+(?:_[A-Z]+)+$|^[a-z]+(?:_[a-z]+)+$/.test(text);
}

/** What no reader sees: marks of direction, joiners, blank letters, and the blanks of HTML. */
export function withoutInvisible(line: string): string {
  return line
    .replace(/<br ?\/?>|&nbsp;|&#160;|&zwnj;/gi, ' ')
    .replace(/[\p{Cf}\u115F\u1160\u2800\u3164\uFFA0]/gu, '');
}
