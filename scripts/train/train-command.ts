import { join } from 'node:path'
import { defineCommand } from '../../src/cli/kit/command.js'
import { EXIT } from '../../src/cli/kit/exit-code.js'
import { FROM_OPTIONS, trainFrom } from '../../src/cli/model/train-from.js'
import { OWN_OPTIONS, trainOwn } from '../../src/cli/model/train-own.js'
import { PipelineError, STANCE_SCHEME } from '../../src/index.js'
import {
  PACKAGE_ROOT,
  readCorpus,
  searchLinear,
  trainBayesControl,
  trainLinear,
  trainRelationModel,
  type WeightsKind,
  writeMajority,
} from '../../src/node.js'

/** Trains a model on labelled posts, or rebuilds one that ships from the corpus. */
export const train = defineCommand({
  name: 'train',
  summary:
    'Trains a linear model on your own labelled posts (--posts), or on scored ones (--from), with figures on posts that it has not seen; or rebuilds a model that ships from the corpus: weights for the figures (train split), then the weights that ship (every split).',
  inputs: null,
  options: {
    ...OWN_OPTIONS,
    ...FROM_OPTIONS,
    model: {
      type: 'choice',
      choices: ['linear-en', 'relation-en', 'bayes-en', 'majority'],
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
    const { io, log } = context
    if (options.from.length > 0) {
      await trainFrom(options, context)
      return EXIT.DONE
    }
    if (options.labels !== undefined || options['by-hand-alone']) {
      throw new PipelineError('USAGE_OPTION_INVALID', 'expected --labels together with --from SCORED, got it alone. See --help-all.')
    }
    if (options.posts.length > 0) {
      await trainOwn(options, context)
      return EXIT.DONE
    }
    if (options.scheme !== undefined) {
      throw new PipelineError(
        'USAGE_OPTION_INVALID',
        'expected --scheme together with --posts FILE or --from SCORED, got it alone. See --help.',
      )
    }
    const corpus = readCorpus(options.corpus ?? join(PACKAGE_ROOT, 'corpus'))
    const models = options.out ?? join(PACKAGE_ROOT, 'models')
    const folder = join(models, options.model)
    if (options.search) {
      searchLinear(corpus, folder, STANCE_SCHEME, (line) => io.stdout.write(`${line}\n`))
      return EXIT.DONE
    }
    const kinds: readonly WeightsKind[] = options.weights === 'both' ? ['held-out', 'shipped'] : [options.weights]
    if (options.model === 'majority') writeMajority(corpus, models, STANCE_SCHEME)
    else {
      for (const kind of kinds) {
        if (options.model === 'linear-en') trainLinear(corpus, folder, options.model, STANCE_SCHEME, kind)
        else if (options.model === 'relation-en') trainRelationModel(corpus, models, options.model, STANCE_SCHEME, kind)
        else trainBayesControl(corpus, models, options.model, STANCE_SCHEME, kind)
        log.info(`${options.model}: ${kind} weights written`)
      }
    }
    return EXIT.DONE
  },
})
