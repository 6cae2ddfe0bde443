/** Default model of the commands: the best on real posts. */
export const DEFAULT_MODEL = 'stance-en'

/** The shipped models under the default labels, in a few words. */
const SHIPPED = {
  'stance-en': 'an encoder of post and move, mixed with linear-en',
  'linear-en': 'a linear model over words and letters',
}
export type ShippedModel = keyof typeof SHIPPED

/** The control without weights. */
export const SENTIMENT = 'sentiment'

export const describeModel = (id: string): string =>
  Object.hasOwn(SHIPPED, id)
    ? SHIPPED[id as ShippedModel]
    : id === SENTIMENT
      ? 'a control'
      : 'a model of your own'
