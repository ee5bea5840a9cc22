import type { Slip } from './slips.ts';

/** The one object of a text, and the slips around it. */
export interface Found {
  readonly text: string;
  readonly slips: readonly Slip[];
}

/** Words around an object that may say more than it, or take it back. */
const MAY_MEAN = new RegExp(
  String.raw`n['’]t\b|\b(?:status|block\w*|wait\w*|done|finish\w*|complet\w*|continu\w*|stop\w*|halt\w*|abort\w*|paus\w*` +
    String.raw`|not|no|nor|never|cannot|only|if|unless|until|when|once|after|before|instead|example|e\.g|sample|template|draft` +
    String.raw`|would|should|could|might|may|must|will|but|however|except|although|or|either|rather|actually|sorry|ignore\w*` +
    String.raw`|fail\w*|error\w*|wrong|old|previous\w*|earlier|last|first|next|todo|phase|gate|approv\w*|answer\w*|question\w*` +
    String.raw`|init|investigat\w*|requirement\w*|plan\w*|implement\w*|test\w*|quality)\b`,
  'i',
);
const LONGEST = 500;

/**
 * The object in a text with a little around it: a sentence, a fence, a `;`, or the same object again. Undefined for
 * two objects, for one without an end, and for words around it that may mean something. Linear in the length.
 */
export function objectIn(text: string): Found | undefined {
  const { objects, beside } = split(text);
  const [first] = objects;
  if (first === undefined || beside === undefined) return undefined;
  if (objects.some((one) => one !== first)) return undefined;
  const words = beside.replace(/[`~]{3,}[\w-]{0,20}|[`;,\0\s]+/g, ' ').trim();
  if (words.length > LONGEST || MAY_MEAN.test(words) || /[{}[\]"]/.test(words)) return undefined;
  return {
    text: first,
    slips: [
      ...(objects.length > 1 ? (['the object twice'] as const) : []),
      ...(words === '' && objects.length > 1 ? [] : (['text around the object'] as const)),
    ],
  };
}

/** `beside` is undefined if a brace is never closed. */
function split(text: string): { readonly objects: readonly string[]; readonly beside?: string } {
  const objects: string[] = [];
  let beside = '';
  let from = 0;
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', from)) {
    const end = endOf(text, at);
    if (end === undefined || objects.length === 2) return { objects };
    beside += `${text.slice(from, at)} `;
    objects.push(text.slice(at, end));
    from = end;
  }
  return { objects, beside: beside + text.slice(from) };
}

const SIGN = /"[^"\\]*(?:\\[^][^"\\]*)*"|[{}"]/g;

function endOf(text: string, start: number): number | undefined {
  const sign = new RegExp(SIGN);
  sign.lastIndex = start;
  let depth = 0;
  for (let hit = sign.exec(text); hit !== null; hit = sign.exec(text)) {
    if (hit[0] === '"') return undefined;
    if (hit[0] === '{') depth += 1;
    if (hit[0] === '}') depth -= 1;
    if (depth === 0) return sign.lastIndex;
  }
  return undefined;
}
