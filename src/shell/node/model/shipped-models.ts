/** Default model of the commands: the best on the dev split of the corpus and on real posts. */
export const DEFAULT_MODEL = 'stack-en'

/** The models under the labels that ship, in a few words. */
const SHIPPED = {
  'stack-en': 'an encoder and linear-en together',
  'encoder-en': 'an encoder',
  'linear-en': 'a linear model over words and letters',
  'bayes-en': 'naive Bayes, a control',
}
/** Models under the labels that ship. */
export type ShippedModel = keyof typeof SHIPPED

/** Controls without weights. */
export const WEIGHTLESS_CONTROLS = ['sentiment', 'majority'] as const
export const isWeightlessControl = (id: string): id is (typeof WEIGHTLESS_CONTROLS)[number] => WEIGHTLESS_CONTROLS.some((one) => one === id)

/** @param id one that `loadModel` takes */
export const describeModel = (id: string): string =>
  Object.hasOwn(SHIPPED, id) ? SHIPPED[id as ShippedModel] : isWeightlessControl(id) ? 'a control' : 'a model of your own'
