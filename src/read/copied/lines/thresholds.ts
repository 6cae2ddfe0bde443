/** Fewest posts to raise a doubt, infer a layout. */
export const MIN_POST_COUNT = 4
/** Fewest posts to refuse a text. With fewer, readers of the table see every post. */
export const MIN_REFUSED_POST_COUNT = 8
/** Smallest share that refuses a text: doubtful posts, posts with one repeated line, text in one post. */
export const REFUSED_SHARE = 0.5
/** Share of posts with doubtful boundaries that adds a caution. Choice: intervals cover the effect of fewer. */
export const CAUTION_SHARE = 0.2
/** Fewest lines of a list, one post a line, and fewest lines per leading mention. Threads have more mentions. */
export const MIN_LIST_LINE_COUNT = 6
export const LINES_PER_MENTION = 5
