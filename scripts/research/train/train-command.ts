import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { usageError } from '../../../src/shell/cli/kit/command.js'
import { commandOf } from '../../../src/shell/cli/kit/run-command.js'
import { TRAIN_OPTIONS, trainOnPosts } from '../../../src/shell/cli/model/train.js'
import { PACKAGE_ROOT } from '../../../src/shell/node/file/package-root.js'
import { readInput } from '../../../src/shell/node/file/read-source.js'
import { readCorpus } from '../../corpus/read-corpus.js'
import { calibrateMixture } from './calibrate-mixture.js'
import { trainBayesControl, trainLinear, type WeightsKind } from './train-models.js'

/**
 * Weights of linear-en in the mixture. For comments chosen on the two development sets among .2,
 * .25, .3, .35 and .4; for replies on those of MT-CSD and JAMS among 0, .1 and .25.
 */
const MIXTURE_WEIGHTS = { comments: 0.25, replies: 0 }

export const train = commandOf(
  {
    name: 'train',
    usage: 'npm run train --',
    summary:
      'Trains a model (linear, or a head on the encoder) on your own labelled posts (--posts), and measures it on unseen posts; or rebuilds a model that ships from the corpus (--model): weights for the figures (train split), then the weights that ship (every split). One of the two must be given.',
    inputs: null,
    options: {
      ...TRAIN_OPTIONS,
      model: {
        type: 'choice',
        choices: ['linear-en', 'stance-en', 'bayes'],
        help: 'rebuild this one, over its files; stance-en: temperatures of the mixture alone; bayes: the control of evaluate',
      },
      unseen: {
        type: 'text',
        value: 'FILE',
        help: 'with --model stance-en: real comments with labels that no weight has seen',
      },
      'unseen-replies': {
        type: 'text',
        value: 'FILE',
        help: 'with --model stance-en: the same of posts that answer a comment',
      },
      weights: {
        type: 'choice',
        choices: ['both', 'held-out', 'shipped'],
        default: 'both',
        help: 'which of the two sets of weights',
      },
      taught: {
        type: 'text',
        value: 'FILE',
        help: 'real posts with labels, as fetch_posts.py writes them; linear-en ships with them',
      },
      corpus: {
        type: 'text',
        value: 'DIR',
        help: "folder of the corpus instead of the project's own",
      },
      out: {
        type: 'text',
        value: 'DIR',
        help: "folder of your model, or of models instead of the project's own",
      },
    },
    exclusions: [
      {
        beside: 'posts',
        idle: ['model', 'unseen', 'unseen-replies', 'weights', 'taught', 'corpus'],
        why: 'A model of your own is no rebuilt one.',
      },
      {
        idle: ['columns', 'scheme', 'language', 'on'],
        unless: ['posts'],
        why: 'They tell how your own posts are read.',
      },
      {
        idle: ['taught', 'weights'],
        unless: ['model linear-en'],
        why: 'Other models have one set of weights, without these posts.',
      },
      {
        idle: ['unseen', 'unseen-replies'],
        unless: ['model stance-en'],
        why: 'They set the mixture of that model alone.',
      },
    ],
    examples: [
      '--scheme scheme.json --posts labelled.csv --out my-model',
      '--model linear-en --taught taught.jsonl',
    ],
    notes:
      'Your own model: seconds for some hundred posts, minutes for ten thousand. linear-en takes under a minute on two cores, bayes some minutes.',
  },
  async (options, _paths, context) => {
    if (await trainOnPosts(options, context)) return
    const { model } = options
    if (model === undefined) {
      throw usageError(
        'expected --posts FILE, or --model ID to rebuild a model that ships, got neither. See --help.',
      )
    }
    const models = options.out ?? join(PACKAGE_ROOT, 'models')
    // A model is rebuilt from the files in its folder; bayes uses those of linear-en.
    const base = join(
      models,
      model === 'bayes' ? 'linear-en' : model,
      model === 'stance-en' ? 'model.json' : 'settings.json',
    )
    if (!existsSync(base))
      throw usageError(
        `expected --out with a copy of models/linear-en and models/stance-en, got a folder without ${base}. Copy them there, or leave --out out.`,
      )
    const corpus = readCorpus(options.corpus ?? join(PACKAGE_ROOT, 'corpus'))
    const folder = join(models, model)
    const taught = options.taught === undefined ? '' : await readInput(options.taught, context.io)
    const kinds: readonly WeightsKind[] =
      options.weights === 'both' ? ['held-out', 'shipped'] : [options.weights]
    if (model === 'bayes') trainBayesControl(corpus, models, STANCE_SCHEME)
    else if (model === 'stance-en') {
      const { unseen, 'unseen-replies': unseenReplies } = options
      if (unseen === undefined || unseenReplies === undefined)
        throw usageError(
          'expected --unseen FILE and --unseen-replies FILE with --model stance-en, got one or none.',
        )
      const comments = await readInput(unseen, context.io)
      const replies = await readInput(unseenReplies, context.io)
      await calibrateMixture(models, model, { comments, replies }, MIXTURE_WEIGHTS)
    } else {
      for (const kind of kinds) {
        trainLinear(corpus, taught, folder, { id: model, scheme: STANCE_SCHEME, kind })
        context.log.info(`${model}: ${kind} weights written`)
      }
    }
  },
)
