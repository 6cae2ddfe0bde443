import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../node/file/package-root.js'
import { DEFAULT_MODEL } from '../../node/model/load-model.js'
import { classify } from '../classify/classify.js'
import { COMMON_OPTIONS, defineCommand, typedCommand } from '../kit/command.js'
import { parseOptions } from '../kit/parse-options.js'
import { withOutput } from '../kit/write-output.js'

const SAMPLE = join(PACKAGE_ROOT, 'corpus', 'samples', 'xai-compute.txt')

/** Explains the output above it. Each line fits a terminal. */
const explain = (commandOf: (name: string) => string): readonly string[] => [
  "Percent: the model's confidence in the label; then the words that decided.",
  'Bars: posts of each label. Label some by hand (audit) before you quote a share.',
  `Next: ${commandOf('classify')} YOUR_FILE, or ${commandOf('page')} --open to paste a thread.`,
]

export const demo = defineCommand({
  name: 'demo',
  summary: 'Runs classify on a sample thread, and says in three lines how to read the output.',
  inputs: null,
  options: { model: { type: 'text', value: 'ID', default: DEFAULT_MODEL, help: 'as in classify' } },
  examples: ['npm run demo', 'npm run demo -- --model linear-en'],
  run: async ({ model }, _inputs, context) => {
    const argv = ['--model', model, '--format', 'table', '--source', 'paste']
    const { values } = parseOptions(argv, { ...classify.options, ...COMMON_OPTIONS })
    await classify.run(values, [SAMPLE], context)
    const lines = explain((name) => typedCommand(context, name))
    await withOutput(null, context.io, (output) => output.write(`\n${lines.join('\n')}\n`))
  },
})
