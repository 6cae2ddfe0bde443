/** Note of a label that was given once for two moves. */
export const CARRIED = 'read once: the post does not name both moves'

/** Note of a label that was given for each of two moves, where they are read as one. */
export const ALIKE = 'the label of both moves'

/** Note of a label that was given on a shorter copy of the thread. */
export const FROM_EARLIER = 'read in an earlier copy of the thread'

/** The reader's own words in a note; empty where the page wrote it. */
export const ownWordsIn = (note = ''): string =>
  [CARRIED, ALIKE, FROM_EARLIER].includes(note) ? '' : note
