/** Fewest posts, bylines, items or lines that show a form, raise a doubt, infer a layout. */
export const MIN_POST_COUNT = 4
/** Fewest accounts, places or counts that are no chance. */
export const LEAST_COUNT = 3
/** Share of posts or places that counts as most. */
export const USUAL_SHARE = 0.5
/** Share of posts or places that counts as clearly most. */
export const CLEAR_SHARE = 0.6
/** Share of posts or places that counts as nearly all. */
export const MOST_SHARE = 0.8
/** Fewest words of a sentence. Buttons and labels have fewer. */
export const SENTENCE_WORD_COUNT = 3
/**
 * UTF-16 units of a line that are read for a byline or a label. Longer lines are words of posts.
 */
export const LINE_LENGTH_LIMIT = 300
/** Longest name, in UTF-16 units. */
export const NAME_LENGTH_LIMIT = 60
/** Longest name, in words. */
export const NAME_WORD_LIMIT = 6
/** UTF-16 units at the start of a text that tell its form. */
export const SAMPLE_LENGTH = 60_000
/** Lines of the head of a page or of a post. */
export const HEAD_LINE_LIMIT = 12
/**
 * Fewest lines of a list, one post a line, and fewest lines per leading mention. Threads have more
 * mentions.
 */
export const MIN_LIST_LINE_COUNT = 6
export const LINES_PER_MENTION = 5
