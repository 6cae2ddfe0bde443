/** Note of a label that was given on a shorter copy of the thread. */
export const FROM_EARLIER = 'read in an earlier copy of the thread'

/** Note of a label that was given before the user wrote the move in other words. */
export const FROM_OTHER_WORDS = 'read for the same move in other words'

/** The reader's own words in a note; empty where the page wrote it. */
export const ownWordsIn = (note = ''): string =>
  note === FROM_EARLIER || note === FROM_OTHER_WORDS ? '' : note

/** Address of the sample of the page, which is made up. */
export const SAMPLE_URL = 'https://dealstance.example/made-up-sample'
