/** Default model of the commands: the best on real posts. */
export const DEFAULT_MODEL = 'stance-en'

/** The shipped models under the default labels, in a few words. */
const SHIPPED = {
  'stance-en': 'an encoder of post and move, mixed with linear-en',
  'linear-en': 'for speed, not for shares: stance-en, the default, is right more often',
}
export type ShippedModel = keyof typeof SHIPPED

/** The control without weights. */
export const SENTIMENT = 'sentiment'

export function describeModel(id: string): string {
  if (Object.hasOwn(SHIPPED, id)) return SHIPPED[id as ShippedModel]
  return id === SENTIMENT ? 'a control' : 'a model of your own'
}
