import type { Command, Option } from 'commander';

/** One place of the command tree: `''` is luthier itself, `data push` a command of a group. */
export interface Place {
  path: string;
  commands: { name: string; about: string }[];
  options: { flags: string[]; about: string; takesValue: boolean; choices: readonly string[] }[];
}

/** Every place of the tree, read from the commands themselves. */
export function placesOf(command: Command, path = ''): Place[] {
  const commands = command.commands.map((one) => ({ name: one.name(), about: first(one.description()) }));
  const options = command.options.filter((one) => !one.hidden).map(optionOf);
  const inner = command.commands.flatMap((one) => placesOf(one, path ? `${path} ${one.name()}` : one.name()));
  return [{ path, commands, options: [...options, HELP] }, ...inner];
}

const HELP = { flags: ['--help'], about: 'usage and examples', takesValue: false, choices: [] };

const optionOf = (one: Option): Place['options'][number] => ({
  flags: [one.long, one.short].filter((flag): flag is string => Boolean(flag)),
  about: first(one.description),
  takesValue: one.required || one.optional,
  choices: one.argChoices ?? [],
});

/** What is said beside a candidate: a few words, without what a shell could read as its own. */
const first = (about: string): string =>
  about
    .split(/[:;(]/)[0]!
    .replace(/[^\w ,.%/-]/g, '')
    .trim();

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script that makes `shell` complete these places; it asks nothing of the service. */
export function completionScript(shell: Shell, places: Place[]): string {
  if (shell === 'bash') return bash(places);
  return shell === 'zsh' ? zsh(places) : fish(places);
}

const words = (names: string[]): string => names.join(' ');
const flagsOf = (place: Place): string[] => place.options.flatMap(({ flags }) => flags);
const groups = (places: Place[]): Place[] => places.filter(({ commands }) => commands.length > 0);

/** A case branch for each option with a value: its choices, or nothing, which leaves the files. */
const values = (places: Place[], branch: (at: string, choices: readonly string[]) => string): string[] =>
  places.flatMap(({ path, options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(({ flags, choices }) => branch(flags.map((flag) => `'${path} ${flag}'`).join('|'), choices)),
  );

function bash(places: Place[]): string {
  return `# luthier completion bash: source it, or put it into ~/.local/share/bash-completion/completions/luthier
_luthier() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${at:+$at }\${COMP_WORDS[i]}" in
      ${known(places)}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at $prev" in
${values(places, (at, choices) => `    ${at}) COMPREPLY=($(compgen -W '${words([...choices])}' -- "$cur")); return ;;`).join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case "$at" in
${places.map((one) => `      '${one.path}') COMPREPLY=($(compgen -W '${words(flagsOf(one))}' -- "$cur")) ;;`).join('\n')}
    esac
    return
  fi
  case "$at" in
${groups(places)
  .map(
    (one) =>
      `    '${one.path}') COMPREPLY=($(compgen -W '${words(one.commands.map(({ name }) => name))}' -- "$cur")) ;;`,
  )
  .join('\n')}
  esac
}
complete -o default -F _luthier luthier
`;
}

const known = (places: Place[]): string =>
  places
    .filter(({ path }) => path)
    .map(({ path }) => `'${path}'`)
    .join('|');

function zsh(places: Place[]): string {
  const described = (rows: [string, string][]) =>
    rows.map(([name, about]) => `'${name.replaceAll(':', '\\:')}:${about}'`).join(' ');
  const branch = (one: Place) => {
    const flags = one.options.flatMap(({ flags: all, about }) =>
      all.map((flag): [string, string] => [flag, about]),
    );
    const inner = one.commands.map(({ name, about }): [string, string] => [name, about]);
    return `    '${one.path}') options=(${described(flags)}); commands=(${described(inner)}) ;;`;
  };
  return `#compdef luthier
# luthier completion zsh: save it as _luthier in a folder of $fpath, or source it after compinit
_luthier() {
  local at= i
  local -a options commands
  for ((i = 2; i < CURRENT; i++)); do
    case "\${at:+$at }\${words[i]}" in
      ${known(places)}) at="\${at:+$at }\${words[i]}" ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${values(places, (at, choices) => `    ${at}) ${choices.length > 0 ? `compadd -- ${words([...choices])}` : '_files'}; return ;;`).join('\n')}
  esac
  case "$at" in
${places.map(branch).join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    _describe -o option options
  elif (( \${#commands} )); then
    _describe command commands
  else
    _files
  fi
}
if [[ \${funcstack[1]} == _luthier ]]; then _luthier "$@"; else compdef _luthier luthier; fi
`;
}

function fish(places: Place[]): string {
  const lines = places.flatMap(({ path, commands, options }) => {
    const at = `complete -c luthier -n '__luthier_at "${path}"'`;
    return [
      ...commands.map(({ name, about }) => `${at} -f -a '${name}' -d '${about}'`),
      ...options.map(({ flags, about, takesValue, choices }) => {
        const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag[1]}`));
        const value = choices.length > 0 ? ` -x -a '${words([...choices])}'` : takesValue ? ' -r' : '';
        return `${at} ${names.join(' ')}${value} -d '${about}'`;
      }),
    ];
  });
  return `# luthier completion fish: save it as ~/.config/fish/completions/luthier.fish
function __luthier_at
  set -l at
  for word in (commandline -opc)[2..-1]
    switch (string join -- ' ' $at $word)
      case ${known(places).replaceAll('|', ' ')}
        set -a at $word
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}
