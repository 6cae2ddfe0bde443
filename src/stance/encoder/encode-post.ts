import { Tokenizer } from '@huggingface/tokenizers'
import { PipelineError } from '../../errors.js'
import type { StanceInput } from '../stance-classifier.js'
import type { ContextPart, EncoderHeader } from './encoder-model.js'

/** One post as the encoder reads it. */
export interface EncodedPost {
  readonly ids: readonly number[]
  /** 0 for the post, 1 for what stands beside it. */
  readonly segments: readonly number[]
  /** The post was longer than the model reads. */
  readonly isTruncated: boolean
}

/** Links become `http`, runs of white space one space. */
function normalise(text: string): string {
  return text
    .replace(/https?:\/\/\S+/g, 'http')
    .replace(/\s+/g, ' ')
    .trim()
}

/** More characters than this cannot fit into the tokens of a post; cutting first keeps a post of any length cheap. */
const CHARACTERS_PER_TOKEN = 20

const CONTEXT_TEXT: Readonly<Record<ContextPart, (input: StanceInput) => string>> = {
  mover: ({ target }) => target?.mover ?? '',
  move: ({ target }) => target?.move ?? '',
  parent: ({ features }) => features.parent?.text ?? '',
}

/** Turns posts into token ids: `[CLS] post [SEP]`, with `context [SEP]` after it where the model was trained so. */
export class PostEncoder {
  readonly #tokenizer: Tokenizer
  readonly #input: EncoderHeader['input']
  readonly #start: number
  readonly #separator: number

  /**
   * @param tokenizerJson the parsed `tokenizer.json` of the model
   * @throws {PipelineError} `MODEL_INVALID` for a tokenizer without the marks of a BERT
   */
  constructor(header: EncoderHeader, tokenizerJson: object) {
    const invalid = (got: string, cause?: unknown): PipelineError =>
      new PipelineError(
        'MODEL_INVALID',
        `model "${header.id}": expected a tokenizer with [CLS] and [SEP], got ${got}. Restore tokenizer.json (git checkout).`,
        { cause },
      )
    try {
      this.#tokenizer = new Tokenizer(tokenizerJson, {})
    } catch (cause) {
      throw invalid('none that can be read', cause)
    }
    this.#input = header.input
    const start = this.#tokenizer.token_to_id('[CLS]')
    const separator = this.#tokenizer.token_to_id('[SEP]')
    if (start === undefined || separator === undefined) throw invalid('one without')
    this.#start = start
    this.#separator = separator
  }

  encode(input: StanceInput): EncodedPost {
    const { context, maxPostTokens, maxContextTokens } = this.#input
    const text = normalise(input.features.text)
    const isCut = text.length > maxPostTokens * CHARACTERS_PER_TOKEN
    const post = this.#idsOf(isCut ? text.slice(0, maxPostTokens * CHARACTERS_PER_TOKEN) : text)
    const ids = [this.#start, ...post.slice(0, maxPostTokens), this.#separator]
    const segments = ids.map(() => 0)
    const beside = context
      .map((part) => normalise(CONTEXT_TEXT[part](input)))
      .filter((part) => part !== '')
      .join(' | ')
    if (beside !== '') {
      const second = [...this.#idsOf(beside.slice(0, maxContextTokens * CHARACTERS_PER_TOKEN)).slice(0, maxContextTokens), this.#separator]
      ids.push(...second)
      segments.push(...second.map(() => 1))
    }
    return { ids, segments, isTruncated: isCut || post.length > maxPostTokens }
  }

  #idsOf(text: string): number[] {
    return text === '' ? [] : this.#tokenizer.encode(text, { add_special_tokens: false }).ids
  }
}
