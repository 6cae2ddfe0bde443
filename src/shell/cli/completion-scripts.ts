export interface CompletedOption {
  readonly name: string
  readonly help: string
  readonly isFlag: boolean
  /** Possible values. Empty for free text, which completes as a file name. */
  readonly values: readonly string[]
}

export interface CompletedCommand {
  readonly name: string
  readonly summary: string
  /** Possible arguments. Empty for files. */
  readonly values: readonly string[]
  readonly options: readonly CompletedOption[]
}

const PROGRAM = 'dealstance'
/** Quotes a text for any POSIX shell. */
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
const dashed = ({ name }: CompletedOption): string => `--${name}`
const namesOf = (commands: readonly CompletedCommand[]): string => commands.map(({ name }) => name).join(' ')

export function renderBash(commands: readonly CompletedCommand[]): string {
  const cases = commands.flatMap(({ name, options, values }) => [
    ...options
      .filter((option) => option.values.length > 0)
      .map((option) => `    ${quote(`${name} ${dashed(option)}`)}) words=${quote(option.values.join(' '))} ;;`),
    ...[options.filter((option) => !option.isFlag && option.values.length === 0).map((option) => quote(`${name} ${dashed(option)}`))]
      .filter((free) => free.length > 0)
      .map((free) => `    ${free.join('|')}) return ;;`),
    `    ${quote(name)}' '*) [[ $current == -* ]] && words=${quote(options.map(dashed).join(' '))} || words=${quote(values.join(' '))} ;;`,
  ])
  return `# ${PROGRAM}: completion for bash
_${PROGRAM}() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=''
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W ${quote(`${namesOf(commands)} --help`)} -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${cases.join('\n')}
  esac
  [[ -n $words ]] && COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${PROGRAM} ${PROGRAM}
`
}

export function renderZsh(commands: readonly CompletedCommand[]): string {
  const plain = (text: string): string => text.replace(/([\\[\]:])/g, '\\$1')
  const argument = (values: readonly string[]): string => (values.length > 0 ? `(${values.join(' ')})` : '_files')
  const cases = commands.map(({ name, options, values }) => {
    const specs = options.map((option) => {
      const value = option.isFlag ? '' : `:${option.name}:${argument(option.values)}`
      return quote(`${dashed(option)}[${plain(option.help)}]${value}`)
    })
    return `    ${name}) _arguments ${[...specs, quote(`*:input:${argument(values)}`)].join(' \\\n      ')} ;;`
  })
  return `#compdef ${PROGRAM}
_${PROGRAM}() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quote(`${plain(name)}:${summary}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _${PROGRAM} ]]; then _${PROGRAM} "$@"; else compdef _${PROGRAM} ${PROGRAM}; fi
`
}

export function renderFish(commands: readonly CompletedCommand[]): string {
  const escaped = (text: string): string => `'${text.replace(/(['\\])/g, '\\$1')}'`
  const lines = commands.flatMap(({ name, summary, options, values }) => {
    const seen = `-n '__fish_seen_subcommand_from ${name}'`
    return [
      `complete -c ${PROGRAM} -n __fish_use_subcommand -f -a ${name} -d ${escaped(summary)}`,
      ...(values.length > 0 ? [`complete -c ${PROGRAM} ${seen} -f -a ${escaped(values.join(' '))}`] : []),
      ...options.map((option) => {
        const value = option.isFlag ? '' : option.values.length > 0 ? ` -x -a ${escaped(option.values.join(' '))}` : ' -r'
        return `complete -c ${PROGRAM} ${seen} -l ${option.name}${value} -d ${escaped(option.help)}`
      }),
    ]
  })
  return `# ${PROGRAM}: completion for fish\n${lines.join('\n')}\n`
}
