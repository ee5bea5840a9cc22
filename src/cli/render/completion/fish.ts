import type { CommandWords, OptionWords } from './command-words.ts';
import type { FlagValue } from './flag-values.ts';
import { DEFAULT_COMMAND, valuedFlags } from './flags.ts';

/** The script for fish; `commandline -opc` gives the words of the line without their quotes. */
export function fish(commands: readonly CommandWords[]): string {
  const valued = valuedFlags(commands).flatMap((group) => group.names);
  return `# samocode completion fish | source, in ~/.config/fish/config.fish
# Prints the command, the number of its arguments before the cursor, and the value of --config.
function __samocode_words
    set -l flag ''
    set -l command ''
    set -l config ''
    set -l count 0
    for word in (commandline -opc)[2..]
        if test -n "$flag"
            test "$flag" = --config; and set config $word
            set flag ''
            continue
        end
        switch $word
            case ${valued.join(' ')}
                set flag $word
            case '--config=*'
                set config (string replace -- --config= '' $word)
            case '-*'
            case '*'
                if test -z "$command"
                    set command $word
                else
                    set count (math $count + 1)
                end
        end
    end
    printf '%s\\n' "$command" $count "$config"
end
function __samocode_in
    set -l state (__samocode_words)
    test "$state[1]" = "$argv[1]"; and begin; test -z "$argv[2]"; or test "$state[2]" = "$argv[2]"; end
end
function __samocode_sessions
    set -l state (__samocode_words)
    if test -n "$state[3]"
        samocode completion sessions --config "$state[3]" 2>/dev/null
    else
        samocode completion sessions 2>/dev/null
    end
end
complete -c samocode -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ name, summary, options, values }: CommandWords): readonly string[] {
  const places = name === DEFAULT_COMMAND ? ['', name] : [name];
  return [
    `complete -c samocode -n '__samocode_in ""' -a ${name} -d ${quoted(summary)}`,
    ...places.flatMap((place) => options.map((option) => optionLine(place, option))),
    ...values.flatMap((value, index) => {
      const candidates = candidatesOf(value);
      const here = `-n '__samocode_in ${name} ${index}'`;
      return candidates === undefined ? [] : [`complete -c samocode ${here} -a ${candidates}`];
    }),
  ];
}

function optionLine(command: string, { names, description, value }: OptionWords): string {
  const flags = names.map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  );
  const here = `-n '__samocode_in "${command}"'`;
  return `complete -c samocode ${here} ${flags.join(' ')}${valueWords(value)} -d ${quoted(description)}`;
}

function valueWords(value: FlagValue | undefined): string {
  if (value === undefined) return '';
  if (value === 'file') return ' -r -F';
  const candidates = candidatesOf(value);
  return candidates === undefined ? ' -x' : ` -x -a ${candidates}`;
}

function candidatesOf(value: FlagValue): string | undefined {
  if (value === 'session') return "'(__samocode_sessions)'";
  return typeof value === 'string' ? undefined : `'${value.join(' ')}'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
