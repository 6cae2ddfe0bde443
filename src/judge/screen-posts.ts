import { detectLanguages } from '../base/text/language/detect-language.js'
import { type NodeKind, nodeKindOf } from '../base/thread/post.js'
import { findPrompts } from '../base/thread/prompt-posts.js'
import type { Thread } from '../base/thread/thread.js'
import type { PostFeatures, Word } from './features/token.js'
import type { Originals } from './find-duplicates.js'
import { DUPLICATE_FLAG, LANGUAGE_FLAG, PROMPT_FLAG } from './post-flags.js'

export interface PostScreening {
  /** The reason why the post stays unscored, for users; null for a post that may be scored. */
  readonly unscorableReason: string | null
  /** `language:de`, `duplicate-of:ID`, `prompt:18`. */
  readonly flags: readonly string[]
}

interface ScreenOptions {
  /** Posts in other languages than the model's are scored too. They are flagged either way. */
  readonly acceptsAnyLanguage: boolean
  /** The model's language, BCP 47. Default English. */
  readonly language?: string | undefined
}

/**
 * Finds posts in other languages, no contributions, and repeats.
 *
 * @param originals of each post in turn: see `DuplicateFinder.find`
 */
export async function screenPosts(
  thread: Thread,
  originals: Originals,
  { acceptsAnyLanguage, language: ofModel = 'en' }: ScreenOptions,
): Promise<PostScreening[]> {
  const { posts } = thread
  const modelLanguage = ofModel.split('-')[0] ?? ofModel
  const languages = await detectLanguages(
    posts.map(({ text, meta }) => ({ text, language: meta.language })),
    modelLanguage,
  )
  const nameOfLanguage =
    modelLanguage === 'en' ? 'English' : `the model's language, ${modelLanguage}`
  const prompts = findPrompts(thread)
  return posts.map(({ id, meta }, index) => {
    const language = languages[index] ?? null
    const flags = language === null ? [] : [`${LANGUAGE_FLAG}${language}`]
    const node = nodeKindOf(meta)
    const notIn =
      language === null || acceptsAnyLanguage ? null : `not in ${nameOfLanguage} (${language})`
    const unscorableReason = node === null ? notIn : REASON_BY_NODE[node]
    const original = originals[index] ?? null
    if (original !== null) flags.push(`${DUPLICATE_FLAG}${original}`)
    const replyCount = prompts.get(id)
    if (replyCount !== undefined) flags.push(`${PROMPT_FLAG}${replyCount}`)
    return { unscorableReason, flags }
  })
}

const REASON_BY_NODE: Readonly<Record<NodeKind, string>> = {
  deleted: 'deleted: its words are gone',
  blocked: 'blocked: its words were withheld when the thread was captured',
  'not-found': 'not found when the thread was captured',
  empty: 'no text in its row',
  advert: 'an advert, no part of the discussion',
  retweet: "a retweet: the words are another post's",
  bot: 'posted by a bot',
}

/**
 * Tells a post with content to score: a letter, number, symbol, emoji, ? or ! outside links and
 * leading handles.
 */
export const hasWords = ({ words, addresseeTokenCount }: PostFeatures): boolean =>
  words.some((word, index) => index >= addresseeTokenCount && hasContent(word))

const hasContent = ({ kind, text }: Word): boolean =>
  kind !== 'url' && /[\p{L}\p{N}\p{S}\p{Emoji}?!]/u.test(text)
