import { toPlainLine } from './display-width.js'

/** One word of a command line that a message names: in quotes where a shell would read it otherwise. */
export const shellWord = (word: string): string => (/^[\w./@+-]+$/.test(word) ? word : `'${toPlainLine(word).replaceAll("'", "'\\''")}'`)
