/** Fewer posts are never doubtful, make no page of an unknown site, and no chat. */
export const MIN_POST_COUNT = 4
/** Fewer posts are never refused for doubtful boundaries: whoever reads the table sees them all. */
export const MIN_REFUSED_POST_COUNT = 8
/** A text is refused where so large a share of its posts is doubtful, repeats one line, or so much of it stands in one post. */
export const REFUSED_SHARE = 0.5
/** A caution is given where so large a share of the posts has doubtful boundaries. Choice: what a smaller one moves, intervals cover. */
export const CAUTION_SHARE = 0.2
/** Fewest lines of a list of one post a line, and fewest of them for each that opens with a mention: threads of mentions have more mentions. */
export const MIN_LIST_LINE_COUNT = 6
export const LINES_PER_MENTION = 5
