/** Fewest posts to raise a doubt, infer a layout. */
export const MIN_POST_COUNT = 4
/** Fewest lines of a list, one post a line, and fewest lines per leading mention. Threads have more mentions. */
export const MIN_LIST_LINE_COUNT = 6
export const LINES_PER_MENTION = 5
