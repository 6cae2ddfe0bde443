import { listModels } from '../node/model/load-model.js'
import { type CompletedCommand, type CompletedOption, renderBash, renderFish, renderZsh } from './completion-scripts.js'
import { type Command, type CommandEntry, defineCommand, type OptionSpec, optionsOf, usageError } from './kit/command.js'
import { withOutput } from './kit/write-output.js'

const RENDER = { bash: renderBash, zsh: renderZsh, fish: renderFish } as const
const SHELLS = Object.keys(RENDER)

/** Creates the command that prints a completion script for a shell. */
export const createCompletion = (commands: Readonly<Record<string, CommandEntry>>): Command =>
  defineCommand({
    name: 'completion',
    summary: 'Prints a script by which a shell completes commands, options and their values.',
    inputs: { word: SHELLS.join('|'), help: 'the shell' },
    options: {},
    examples: [
      'dealstance completion bash >> ~/.bashrc',
      'dealstance completion zsh > ~/.zfunc/_dealstance',
      'dealstance completion fish > ~/.config/fish/completions/dealstance.fish',
    ],
    run: async (_options, inputs, { io }) => {
      const [shell = 'nothing', ...more] = inputs
      const render = Object.hasOwn(RENDER, shell) && more.length === 0 ? RENDER[shell as keyof typeof RENDER] : undefined
      if (!render) throw usageError(`expected a shell of ${SHELLS.join(', ')}, got ${[shell, ...more].join(' ')}.`)
      const completed: CompletedCommand[] = []
      for (const [name, { summary, load }] of Object.entries(commands)) {
        const all = Object.entries(optionsOf(await load()))
        completed.push({
          name,
          summary,
          values: name === 'completion' ? SHELLS : [],
          options: all.map(([option, spec]) => describeOption(option, spec)),
        })
      }
      await withOutput(null, io, (output) => output.write(render(completed)))
    },
  })

function describeOption(name: string, spec: OptionSpec): CompletedOption {
  const values = spec.type === 'choice' ? spec.choices : name === 'model' && spec.type === 'text' ? listModels() : []
  return { name, help: spec.help, isFlag: spec.type === 'flag', values }
}
