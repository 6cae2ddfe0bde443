import { type CommandContext, defineCommand, type OptionTable, type OptionValues, usageError } from '../kit/command.js'
import { FROM_OPTIONS, trainFrom } from './train-from.js'
import { OWN_OPTIONS, trainOwn } from './train-own.js'

export const TRAIN_OPTIONS = {
  ...OWN_OPTIONS,
  ...FROM_OPTIONS,
  out: { type: 'text', value: 'DIR', help: 'folder of your model' },
} as const satisfies OptionTable

export const train = defineCommand({
  name: 'train',
  summary:
    'Trains a model (linear, or a head on the encoder) on your own labelled posts (--posts) or on scored ones (--from), and measures it on unseen posts.',
  inputs: null,
  options: TRAIN_OPTIONS,
  examples: [
    'npm run train -- --scheme scheme.json --posts labelled.csv --out my-model',
    'npm run train -- --from scored.jsonl --out my-model',
    'npm run train -- --posts labelled.csv --on encoder-en --out my-head',
  ],
  notes: 'It takes seconds for a few hundred posts, minutes for ten thousand.',
  run: async (options, _paths, context) => {
    if (!(await trainOnPosts(options, context))) throw usageError('expected --posts FILE or --from SCORED, got neither. See --help.')
  },
})

/** Trains on the posts that the options name, if any. @returns whether the options name posts */
export async function trainOnPosts(options: OptionValues<typeof TRAIN_OPTIONS>, context: CommandContext): Promise<boolean> {
  if (options.from.length > 0) {
    await trainFrom(options, context)
    return true
  }
  if (options.labels !== undefined || options['by-hand-alone']) {
    throw usageError('expected --labels together with --from SCORED, got it alone. See --help-all.')
  }
  if (options.posts.length > 0) {
    await trainOwn(options, context)
    return true
  }
  if (options.scheme !== undefined) {
    throw usageError('expected --scheme together with --posts FILE or --from SCORED, got it alone. See --help.')
  }
  return false
}
