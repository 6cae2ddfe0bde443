import { PipelineError } from '../../../base/errors.js'
import { nameSome } from '../../../base/text/format-count.js'
import { type ChatReply, type ChatRequest, chatBody, FULL_DIALECT, namesPart, parseChatReply, relaxDialect } from './chat-protocol.js'
import { manyTokens } from './count-tokens.js'
import { type OllamaModel, ollamaBody, parseOllamaModel, parseOllamaNames, parseOllamaReply } from './ollama-protocol.js'
import type { HttpReply } from './send-json.js'

/** A question in the form in which it is sent. */
export interface PreparedQuestion {
  readonly body: object
  /** Requested context window, in tokens; null where the server decides. */
  readonly window: number | null
  /** Chooses another form after a refusal. False when none is left: the question is at fault. */
  ease(complaint: string): boolean
  /** Notes that the server answered this form. */
  accept(): void
}

/** A protocol, and its known support by the server. */
export interface ChatDoor {
  /** True once the server has answered. */
  readonly isProven: boolean
  prepare(request: ChatRequest): PreparedQuestion | Promise<PreparedQuestion>
  parse(body: string): ChatReply | null
}

/** Words in errors about the length of a question. */
const TOO_LONG = /context|too (?:long|large|many tokens)|maximum (?:length|input|prompt|sequence|number of tokens|tokens)|exceed/i
const isTooLong = (complaint: string): boolean => TOO_LONG.test(complaint) && !namesPart(complaint)

/** OpenAI's protocol, and the parts that the server supports. */
export class OpenAiDoor implements ChatDoor {
  readonly parse = parseChatReply
  #dialect = FULL_DIALECT
  isProven = false

  prepare(request: ChatRequest): PreparedQuestion {
    const dialect = this.#dialect
    return {
      body: chatBody(request, dialect),
      window: null,
      ease: (complaint) => {
        // Another question has changed the dialect meanwhile.
        if (dialect !== this.#dialect) return true
        if (this.isProven || isTooLong(complaint)) return false
        const next = relaxDialect(dialect, complaint)
        this.#dialect = next ?? FULL_DIALECT
        return next !== null
      },
      accept: () => {
        if (!this.isProven) this.#dialect = dialect
        this.isProven = true
      },
    }
  }
}

/** Smallest window, and largest one for a model of unknown window, in tokens. Each change of the window reloads the model. */
const [MIN_WINDOW, MAX_WINDOW] = [4096, 131_072]

/** Asks a server on a route of its own. @param body null asks by GET */
type Ask = (route: string, body: object | null) => Promise<HttpReply>

/** Ollama's protocol: the window grows with the prompts, up to the model's own. */
export class OllamaDoor implements ChatDoor {
  readonly parse = parseOllamaReply
  readonly #ask: Ask
  readonly #isRemoteAllowed: boolean
  #model: Promise<OllamaModel> | null = null
  #window = MIN_WINDOW
  isProven = false

  constructor(ask: Ask, isRemoteAllowed: boolean) {
    this.#ask = ask
    this.#isRemoteAllowed = isRemoteAllowed
  }

  async prepare(request: ChatRequest): Promise<PreparedQuestion> {
    this.#model ??= this.#describe(request.model)
    const model = await this.#model
    const largest = model.window ?? MAX_WINDOW
    const needed = manyTokens(request.system) + manyTokens(request.user) + request.answerTokens
    while (this.#window < needed) this.#window *= 2
    const window = Math.min(this.#window, largest)
    return {
      body: ollamaBody(request, window, model),
      window,
      ease: (complaint) => {
        if (!isTooLong(complaint) || window >= largest) return false
        this.#window = Math.max(this.#window, window * 2)
        return true
      },
      accept: () => {
        this.isProven = true
      },
    }
  }

  /** @throws {PipelineError} `LLM_REFUSED` for an unknown model, `USAGE_OPTION_INVALID` for one that runs elsewhere */
  async #describe(name: string): Promise<OllamaModel> {
    const reply = await this.#ask('show', { model: name })
    if (reply.status === 404) {
      const message = `expected a model that Ollama has, got "${name}". ${await listOllama(this.#ask)} Take one of them, or get it with: ollama pull ${name}`
      throw new PipelineError('LLM_REFUSED', message, { context: { model: name } })
    }
    const model = parseOllamaModel(reply.body)
    // An unreachable server is asked again with the next question.
    if (reply.status !== 200) this.#model = null
    if (model.remoteHost === null || this.#isRemoteAllowed) return model
    const message = `expected --llm with a model on this machine, got "${name}", which Ollama passes on to ${model.remoteHost}. The texts of posts would leave this machine: allow it with --allow-remote.`
    throw new PipelineError('USAGE_OPTION_INVALID', message, { context: { model: name } })
  }
}

/** Names listed in one line. */
const LISTED_COUNT = 12

/** Lists the models of an Ollama in words. */
export async function listOllama(ask: Ask): Promise<string> {
  const { status, body } = await ask('tags', null)
  if (status !== 200) return 'No Ollama answers there: start it with ollama serve.'
  const names = parseOllamaNames(body)
  return names.length === 0 ? 'It has none: get one with ollama pull NAME.' : `It has ${nameSome(names, LISTED_COUNT)}.`
}
