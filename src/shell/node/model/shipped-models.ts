/** Default model of the commands: the best on real posts. */
export const DEFAULT_MODEL = 'stance-en'

/** For speed, not for shares. */
export const FAST_MODEL = 'linear-en'

/** The control without weights. */
export const SENTIMENT = 'sentiment'
