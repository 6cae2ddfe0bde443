import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { CHECKOUT } from '../built.js'
import { type Alternative, labelEach } from './alternative.js'
import { ownVersion } from './own-version.js'

interface Bayes {
  classify(text: string): string
}
interface Natural {
  readonly BayesClassifier: { restore(classifier: object): Bayes }
}

/** natural's own `classify`, on the counts of the train split. This project's `bayes-en` uses the same counts differently. */
export const NATURAL_BAYES: Alternative = {
  id: 'natural',
  name: `natural ${ownVersion('natural')}, its naive Bayes trained on the same posts: text to label`,
  npm: [],
  needsPython: false,
  postCount: 500,
  open: async () => {
    const natural = createRequire(import.meta.url)('natural/lib/natural/classifiers/index.js') as Natural
    const { classifier } = JSON.parse(readFileSync(join(CHECKOUT, 'models/bayes-en/held-out/model.json'), 'utf8')) as { classifier: string }
    const bayes = natural.BayesClassifier.restore(JSON.parse(classifier) as object)
    return labelEach((text) => bayes.classify(text))
  },
}
