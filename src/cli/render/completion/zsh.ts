import { joinShellWords } from '../../../domain/text/shell-words.ts';
import type { CommandWords } from './command-words.ts';
import type { FlagValue } from './flag-values.ts';
import { DEFAULT_COMMAND, pattern, valuedFlags } from './flags.ts';

/**
 * The script for zsh: to be evaluated after `compinit`, or in the file `_samocode` of a folder in `fpath`.
 * `(Q)` takes the quotes of a typed word away and evaluates nothing.
 */
export function zsh(commands: readonly CommandWords[]): string {
  const valued = valuedFlags(commands);
  return `#compdef samocode
# eval "$(samocode completion zsh)" in ~/.zshrc, after compinit
_samocode_sessions() {
  local -a names
  names=(\${(f)"$(samocode completion sessions \${1:+--config} \${1:+"$1"} 2>/dev/null)"})
  compadd -a names
}
_samocode() {
  local word flag='' command='' config='' count=0
  local -a names
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $flag ]]; then
      if [[ $flag == --config ]]; then config=\${(Q)word}; fi
      flag=''
      continue
    fi
    case $word in
      ${pattern(valued.flatMap((group) => group.names))}) flag=$word ;;
      --config=*) config=\${(Q)word#--config=} ;;
      -*) ;;
      *) if [[ -z $command ]]; then command=$word; else (( count += 1 )); fi ;;
    esac
  done
  if [[ -z $flag && $words[CURRENT] == --*=* ]]; then
    flag=\${words[CURRENT]%%=*}
    compset -P '*='
  fi
  case $flag in
    '') ;;
${valued.map((group) => `    ${pattern(group.names)}) ${valueReply(group.value)}; return ;;`).join('\n')}
  esac
  if [[ $words[CURRENT] != -* ]]; then
    case "$command $count" in
      ' 0') names=(${commands.map(({ name, summary }) => described(name, summary)).join(' ')}); _describe command names; return ;;
${commands.flatMap(argumentCases).join('\n')}
    esac
  fi
  case \${command:-${DEFAULT_COMMAND}} in
${commands.map(optionCase).join('\n')}
  esac
  _describe -o option names
}
if [[ $funcstack[1] == _samocode ]]; then _samocode "$@"; else compdef _samocode samocode; fi
`;
}

function valueReply(value: FlagValue): string {
  if (value === 'session') return '_samocode_sessions "$config"';
  if (value === 'file') return '_files';
  return value === 'text' ? '_message value' : `compadd -- ${value.join(' ')}`;
}

function argumentCases({ name, values }: CommandWords): readonly string[] {
  return values.flatMap((value, index) =>
    value === 'text' ? [] : [`      '${name} ${index}') ${valueReply(value)}; return ;;`],
  );
}

function optionCase({ name, options }: CommandWords): string {
  const words = options.flatMap(({ names, description }) =>
    names.map((flag) => described(flag, description)),
  );
  return `    ${name}) names=(${[...words, described('--help', 'show the help')].join(' ')}) ;;`;
}

/** A name and its description, which \`_describe` separates at the first colon. */
function described(name: string, text: string): string {
  return joinShellWords([`${name}:${text}`]);
}
