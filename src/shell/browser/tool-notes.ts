/** Note of a label that was given on a shorter copy of the thread. */
export const FROM_EARLIER = 'read in an earlier copy of the thread'

/** The reader's own words in a note; empty where the page wrote it. */
export const ownWordsIn = (note = ''): string => (note === FROM_EARLIER ? '' : note)
