/** Default model of the commands: the best on real posts. */
export const DEFAULT_MODEL = 'stance-en'

export type ShippedModel = typeof DEFAULT_MODEL | 'linear-en'

/** The control without weights. */
export const SENTIMENT = 'sentiment'
