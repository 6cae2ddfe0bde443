import { PipelineError } from '../../base/errors.js'
import type { RunOptions, ScoredPost } from './stance-prediction.js'

const wordsOf = ({ twoWay, minProbability }: RunOptions): readonly string[] => [
  twoWay ? '--two-way' : 'no --two-way',
  `--min-probability ${minProbability}`,
]

/**
 * Takes posts in turn, and refuses one whose run had other options. Posts that name no options fit
 * any.
 */
export class RunCheck {
  #options: RunOptions | null = null
  #file: string | null = null

  /** The options of the posts so far; null where none names them. */
  get options(): RunOptions | null {
    return this.#options
  }

  /**
   * Notes the options of one more post.
   *
   * @param file name of the file that holds the post, for the message
   */
  take(
    { id, threadId, options }: Pick<ScoredPost, 'id' | 'threadId' | 'options'>,
    file: string | null = null,
  ): void {
    const known = this.#options
    if (options === undefined || options === known) return
    if (known === null) {
      this.#options = options
      this.#file = file
      return
    }
    const words = wordsOf(options)
    const expected = wordsOf(known)
    const unlike = words.filter((word) => !expected.includes(word))
    if (unlike.length === 0) return
    const wanted = expected.filter((word) => !words.includes(word)).join(', ')
    const place = file === null ? '' : `${file}: `
    const other = this.#file === null || this.#file === file ? '' : `, as in ${this.#file}`
    const message = `${place}expected posts classified with ${wanted}${other}, got ${unlike.join(', ')} (post "${id}" of thread "${threadId}"). Count them apart, or classify all with the same options.`
    throw new PipelineError('SCORED_INVALID', message, { context: { threadId, postId: id } })
  }
}
