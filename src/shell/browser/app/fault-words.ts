/** What helps where a text is read wrongly. */
export const SAVE =
  'The saved page is read more surely than its text: save it (“Save page as”), and drop the file here.'

/** The page's own words on a refusal, for readers who have no command line. */
const WORDS: Readonly<Record<string, (seen: string) => string | undefined>> = {
  INGEST_LAYOUT_UNKNOWN: (seen) =>
    seen === ''
      ? undefined
      : `This does not look like posts: ${seen}. Copy the thread again, from its first post to its last, or say what a post is. ${SAVE}`,
  CITE_NO_POSTS: (seen) =>
    `This may be an article: each ${seen} was taken for a post. If each is a reply, say so; else copy the replies with their authors.`,
  INGEST_EMPTY: (seen) =>
    `${seen || 'There is no post in it'}. Copy the whole thread again, with its posts.`,
  INGEST_COLUMN_MISSING: () => 'No column holds the posts. Call it “text” in its first line.',
  INGEST_BINARY: () =>
    'This file is no text: a picture, a PDF or an office document. Save its posts as text or CSV.',
}

/** Words on a refusal by its code; undefined where its own message says it. @param seen its sign */
export const faultWords = (code: string, seen: string): string | undefined => WORDS[code]?.(seen)
