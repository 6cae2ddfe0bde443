import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PipelineError } from '../../../src/base/errors.js'
import { PACKAGE_ROOT } from '../../../src/shell/node/file/package-root.js'
import { readTrainingSettings } from '../train/train-models.js'
import { evaluateTweetEval, parseTweets, type StanceTweet, type TweetEvalResult } from './tweeteval.js'

/**
 * Evaluates the linear learner on TweetEval's stance task, with all features and with only word and character n-grams.
 *
 * @param folder contains `train.jsonl`, `dev.jsonl` and `test.jsonl` of `{text, target, label}`
 */
export function evaluateTweetEvalFolder(folder: string): TweetEvalResult & { readonly ngramsOnly: TweetEvalResult } {
  const read = (name: string): StanceTweet[] => {
    const path = join(folder, `${name}.jsonl`)
    if (!existsSync(path)) {
      throw new PipelineError('INPUT_MISSING', `expected ${path}, found none. Give the folder with train.jsonl, dev.jsonl and test.jsonl.`)
    }
    return parseTweets(readFileSync(path, 'utf8'), path)
  }
  const training = [...read('train'), ...read('dev')]
  const test = read('test')
  const { linear } = readTrainingSettings(join(PACKAGE_ROOT, 'models', 'linear-en'))
  // A few hundred tweets per target: keep rare n-grams, and do not filter by contrast between labels.
  const small = { ...linear, minWordDocuments: 1, minCharacterDocuments: 1, contrastFloor: null }
  const ngrams = { ...small, structureScale: 0, orders: { ...linear.orders, negation: false } }
  return { ...evaluateTweetEval(training, test, { ...small, structureScale: 0.1 }), ngramsOnly: evaluateTweetEval(training, test, ngrams) }
}
