import type { CommandWords } from './command-words.ts';
import type { FlagValue } from './flag-values.ts';
import { DEFAULT_COMMAND, flagNames, pattern, valuedFlags } from './flags.ts';

/**
 * The script for bash. The words of the line come as they were typed, with quotes, and are never
 * evaluated; readline splits `--flag=value` into three words. Without a reply bash completes file names.
 */
export function bash(commands: readonly CommandWords[]): string {
  const valued = valuedFlags(commands);
  const names = commands.map(({ name }) => name).join(' ');
  const run = commands.find(({ name }) => name === DEFAULT_COMMAND);
  return `# eval "$(samocode completion bash)" in ~/.bashrc
_samocode_sessions() {
  local name
  COMPREPLY=()
  while IFS= read -r name; do
    case "$name" in "$1"*) COMPREPLY+=("$name") ;; esac
  done < <(samocode completion sessions \${2:+--typed-config "$2"} 2>/dev/null)
}
_samocode() {
  local word flag='' command='' config='' words='' values='' count=0
  local current="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$current" = = ]; then current=''; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [ -n "$flag" ]; then
      if [ "$word" = = ]; then continue; fi
      if [ "$flag" = --config ]; then config="$word"; fi
      flag=''
      continue
    fi
    case "$word" in
      ${pattern(valued.flatMap((group) => group.names))}) flag="$word" ;;
      -*) ;;
      *) if [ -z "$command" ]; then command="$word"; else count=$((count + 1)); fi ;;
    esac
  done
  case "$flag" in
    '') ;;
${valued.map((group) => `    ${pattern(group.names)}) ${valueReply(group.value)}; return ;;`).join('\n')}
  esac
  case "$command" in
    '') values='${names}'; words='${(run === undefined ? [] : flagNames(run)).join(' ')} --version' ;;
${commands.map((command) => `    ${command.name}) words='${flagNames(command).join(' ')}' ;;`).join('\n')}
  esac
  if [ "\${current#-}" = "$current" ]; then
    case "$command $count" in
${commands.flatMap(argumentCases).join('\n')}
    esac
    if [ -n "$values" ]; then words="$values"; fi
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _samocode samocode
`;
}

function valueReply(value: FlagValue): string {
  if (value === 'session') return '_samocode_sessions "$current" "$config"';
  if (value === 'file' || value === 'text') return 'COMPREPLY=()';
  return `COMPREPLY=($(compgen -W '${value.join(' ')}' -- "$current"))`;
}

function argumentCases({ name, values }: CommandWords): readonly string[] {
  return values.flatMap((value, index) => {
    const place = `      '${name} ${index}')`;
    if (value === 'session') {
      return [`${place} _samocode_sessions "$current" "$config"; return ;;`];
    }
    return typeof value === 'string' ? [] : [`${place} values='${value.join(' ')}' ;;`];
  });
}
