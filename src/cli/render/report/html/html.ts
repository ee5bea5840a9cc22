import { printable } from '../../../../domain/text/printable.ts';

/** A piece of safe HTML; only this file creates one. */
export interface Html {
  readonly kind: 'html';
  readonly text: string;
}

/** The values of a template: text is made printable and escaped, HTML stays unchanged. */
type Part = string | Html | readonly Html[];

/** HTML from a template; every text in it is content, in elements and quoted attributes alike. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = fixed.map((piece, at) => piece + partText(parts[at])).join('');
  return { kind: 'html', text };
}

/** HTML that we wrote ourselves; never untrusted text. */
export function raw(text: string): Html {
  return { kind: 'html', text };
}

function partText(part: Part | undefined): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return printable(part).replace(/[&<>"'`]/g, entity);
  return 'text' in part ? part.text : part.map(({ text }) => text).join('');
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
