/** A command and its options, as the shells are told. */
export interface CommandWords {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly {
    /** With their dashes. */
    readonly names: readonly string[];
    readonly takesValue: boolean;
    readonly description: string;
  }[];
}

export type Shell = 'bash' | 'zsh' | 'fish';

/**
 * The scripts; session names are asked for each time. bash expands the words that `compgen -W` is given,
 * so only our own words go there; with no reply bash completes files by itself (`-o default`).
 */
export const SHELLS: Readonly<Record<Shell, (commands: readonly CommandWords[]) => string>> = {
  bash,
  zsh: (commands) => `#compdef samocode
autoload -U +X bashcompinit && bashcompinit
${bash(commands)}`,
  fish,
};

function bash(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const cases = commands.map(
    ({ name, options }) =>
      `    ${name}) words='${options.flatMap((option) => option.names).join(' ')} --help' ;;`,
  );
  return `# eval "$(samocode completion bash)" in ~/.bashrc
_samocode() {
  local words command word current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$before" in
    --session)
      COMPREPLY=()
      while IFS= read -r word; do
        case "$word" in "$current"*) COMPREPLY+=("$word") ;; esac
      done < <(samocode completion sessions 2>/dev/null)
      return ;;
    --config|--task-file|--file|--dir|--repo|--worktrees|--sessions|--into) COMPREPLY=(); return ;;
    --provider) COMPREPLY=($(compgen -W 'claude codex' -- "$current")); return ;;
    --questions) COMPREPLY=($(compgen -W 'required optional' -- "$current")); return ;;
    --gates) COMPREPLY=($(compgen -W 'manual auto' -- "$current")); return ;;
    completion) COMPREPLY=($(compgen -W 'bash zsh fish' -- "$current")); return ;;
  esac
  command=run
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) command="$word"; break ;; esac
  done
  case "$command" in
${cases.join('\n')}
    *) words='' ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${names} --version $words"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _samocode samocode
`;
}

function fish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, summary, options }) => [
    `complete -c samocode -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ...options.map((option) => {
      const flags = option.names.map((flag) =>
        flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      );
      const value = option.takesValue ? ' -r' : '';
      const here = `-n '__fish_seen_subcommand_from ${name}'`;
      return `complete -c samocode ${here} ${flags.join(' ')}${value} -d ${quoted(option.description)}`;
    }),
  ]);
  return `# samocode completion fish > ~/.config/fish/completions/samocode.fish
${lines.join('\n')}
complete -c samocode -l session -x -a '(samocode completion sessions 2>/dev/null)'
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
