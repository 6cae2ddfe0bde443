import type { Ambiguity } from '../../record/ingest-result.js'
import { finishPaste, type PasteResult, withIds } from '../paste-spans.js'
import { readThread } from '../read-thread.js'
import { takeOffRecurring } from './item-lines.js'
import { readMentionLines } from './mention-lines.js'
import { splitMentions } from './split-mentions.js'

/**
 * Splits a thread pasted from a page into header pieces, root posts and replies. Never throws; linear in the text.
 *
 * Reads posts separated by blank lines with leading handles, and posts with the names of their authors. Each line with a second reading is
 * in `summary.ambiguities`, with the reading taken.
 *
 * - Lossless: the spans, in order, rebuild the text. A post's text joins its spans by LF.
 * - Parent: the nearest post above by the first addressee whose own handles the reply carries along.
 * - Without such a post, `parentId` is null and `meta.missingParent` holds the handle with `@`. `meta.possibleParents` lists several.
 * - A reply without addressee answers the nearest root above, as a guess (`meta.isParentInferred`).
 * - Root author without a byline: the handle that most addressed replies name (`meta.isAuthorInferred`).
 * - A root that names the handle is not by it. Parents by an inferred author are guesses, unless the header repeats a root or its author.
 *
 * @example parsePaste('Bold move.\n\n@ann it is not').posts.map((post) => post.parentId) // => [null, 'p-3a4da7179d']
 */
export const parsePaste = (text: string): PasteResult => withIds(readPaste(text))

/** Reads the paste with numbers for ids: `p1` is the first post of thread `t1`. */
export function readPaste(text: string): PasteResult {
  const items = takeOffRecurring(text)
  const lines = readMentionLines(text, items.lines)
  const ambiguities: Ambiguity[] = []
  const { layout, thread, answers, notes } = splitMentions(text, lines, ambiguities)
  const found = readThread(text, layout, thread, 'paste', ambiguities, answers)
  return finishPaste(text, lines, {
    ...found,
    ambiguities: [...items.ambiguities, ...ambiguities],
    notes: [...items.notes, ...found.notes.slice(0, 1), ...notes, ...found.notes.slice(1)],
  })
}
