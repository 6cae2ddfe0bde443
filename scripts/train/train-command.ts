import { join } from 'node:path'
import { defineCommand } from '../../src/cli/kit/command.js'
import { TRAIN_OPTIONS, trainOnPosts } from '../../src/cli/model/train.js'
import { PACKAGE_ROOT } from '../../src/node/file/package-root.js'
import { STANCE_SCHEME } from '../../src/scheme/stance-scheme.js'
import { readCorpus } from '../corpus/read-corpus.js'
import { searchLinear } from './search-linear.js'
import { trainBayesControl, trainLinear, trainReasons, type WeightsKind, writeMajority } from './train-models.js'
import { trainRelationModel } from './train-relation-model.js'

export const train = defineCommand({
  name: 'train',
  usage: 'npm run train --',
  summary:
    'Trains a linear model on your own labelled posts (--posts), or on scored ones (--from), with figures on posts that it has not seen; or rebuilds a model that ships from the corpus: weights for the figures (train split), then the weights that ship (every split).',
  inputs: null,
  options: {
    ...TRAIN_OPTIONS,
    model: {
      type: 'choice',
      choices: ['linear-en', 'relation-en', 'reason-en', 'bayes-en', 'majority'],
      default: 'linear-en',
      help: 'rebuild this one',
    },
    weights: { type: 'choice', choices: ['both', 'held-out', 'shipped'], default: 'both', help: 'which of the two sets of weights' },
    search: { type: 'flag', help: 'choose settings and temperature by cross-validation, keep them in settings.json, stop' },
    corpus: { type: 'text', value: 'DIR', help: "folder of the corpus instead of the project's own" },
    out: { type: 'text', value: 'DIR', help: "folder of your model, or of models instead of the project's own" },
  },
  examples: [
    'npm run train -- --scheme scheme.json --posts labelled.csv --out my-model',
    'npm run train -- --from scored.jsonl --out my-model',
    'npm run train -- --model linear-en',
    'npm run train -- --model linear-en --search',
  ],
  notes:
    'Your own model: seconds for some hundred posts, minutes for ten thousand. linear-en takes under a minute on two cores, relation-en some four, --search about half an hour, bayes-en some minutes.',
  run: async (options, _paths, context) => {
    if (await trainOnPosts(options, context)) return
    const { io, log } = context
    const corpus = readCorpus(options.corpus ?? join(PACKAGE_ROOT, 'corpus'))
    const models = options.out ?? join(PACKAGE_ROOT, 'models')
    const folder = join(models, options.model)
    if (options.search) return searchLinear(corpus, folder, STANCE_SCHEME, (line) => io.stdout.write(`${line}\n`))
    const kinds: readonly WeightsKind[] = options.weights === 'both' ? ['held-out', 'shipped'] : [options.weights]
    if (options.model === 'majority') writeMajority(corpus, models, STANCE_SCHEME)
    else {
      for (const kind of kinds) {
        if (options.model === 'linear-en') trainLinear(corpus, folder, options.model, STANCE_SCHEME, kind)
        else if (options.model === 'reason-en') trainReasons(corpus, folder, options.model, STANCE_SCHEME, kind)
        else if (options.model === 'relation-en') trainRelationModel(corpus, models, options.model, STANCE_SCHEME, kind)
        else trainBayesControl(corpus, models, options.model, STANCE_SCHEME, kind)
        log.info(`${options.model}: ${kind} weights written`)
      }
    }
  },
})
