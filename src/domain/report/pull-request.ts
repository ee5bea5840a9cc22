import { usdText } from '../provider/cost/cost-words.ts';
import { baseWords } from '../session/base.ts';
import { printableLines, printableWords } from '../text/printable.ts';
import type { Receipt } from './receipt.ts';

/** Of 65,536 characters that GitHub takes. */
const AGENT_LENGTH = 40_000;
const TITLE_LENGTH = 70;
const HOW_LENGTH = 200;

/**
 * The text of a pull request: the agent's words, then the facts. The agent's words are the part `## Pull request` of
 * its summary, whose first line is the title, or else the whole summary.
 */
export function pullRequestText(
  receipt: Receipt,
  { summary = '', said }: { readonly summary?: string | undefined; readonly said: string },
): { readonly title: string; readonly body: string } {
  const text = printableLines(summary).trim();
  const [, own] = /^## Pull request[ \t]*$([^]*)/im.exec(text) ?? [];
  const [first = '', ...rest] = (own ?? '').trim().split('\n');
  const named = first.replace(/^[#\s]*(?:\**title:?\**:?\s*)?/i, '').replace(/[*`]/g, '');
  const title = printableWords(named, TITLE_LENGTH) || printableWords(said, TITLE_LENGTH);
  const words = own === undefined ? text : rest.join('\n').trim();
  const body = withoutMentions(
    (words === '' ? printableLines(said) : words).slice(0, AGENT_LENGTH),
  );
  return {
    title: title === '' ? receipt.session : title,
    body: `${body}\n\n---\n\n${facts(receipt)}\n`,
  };
}

/** An agent's words notify no one and close no issue. */
function withoutMentions(text: string): string {
  return text.replace(/[@#](?=\w)/g, '$&\u200b');
}

function facts(receipt: Receipt): string {
  const { base, head, changes, proofs, iterations, models, costUsd, versions } = receipt;
  const stat =
    changes === null
      ? []
      : [
          `- ${changes.commits} commits, ${changes.files} files, +${changes.insertions} −${changes.deletions}`,
        ];
  return [
    `Recorded by samocode ${versions['samocode'] ?? ''}, not by the agent:`,
    '',
    `- ${code(head ?? 'unknown')}${base === null ? '' : `, from ${code(baseWords(base))}`}`,
    ...stat,
    ...proofs.map(({ phase, how, isGreen }) => {
      const colour = isGreen ? 'green' : 'red';
      return `- VERIFY in ${phase}, ${colour}: ${code(how)}`;
    }),
    `- ${iterations} iterations${models.length === 0 ? '' : ` by ${code(models.join(', '))}`}${costUsd === null || costUsd === 0 ? '' : `, ${usdText(costUsd)}`}`,
  ].join('\n');
}

function code(text: string): string {
  return `\`${printableWords(text, HOW_LENGTH).replaceAll('`', "'")}\``;
}
