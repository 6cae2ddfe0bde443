import { runScript } from '../src/shell/cli/run.js'

/** Commands of this folder, by the name of their npm script. */
const COMMANDS = {
  benchmark: async () => (await import('./benchmark/run-benchmark.js')).benchmark,
  'check-corpus': async () => (await import('./corpus/check-corpus-command.js')).checkCorpus,
  coverage: async () => (await import('./coverage/run-coverage.js')).coverage,
  evaluate: async () => (await import('./research/evaluate/evaluate-command.js')).evaluate,
  train: async () => (await import('./research/train/train-command.js')).train,
}

const [name] = process.argv.splice(2, 1)
await runScript(await COMMANDS[name as keyof typeof COMMANDS]())
