import { dirname, join } from 'node:path'
import type { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { createAskingClassifier, NO_ANSWER_FLAG } from '../../../judge/stance/asking-classifier.js'
import { createGivenClassifier } from '../../../judge/stance/given-classifier.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { TokenCounts } from '../../node/llm/chat-protocol.js'
import { parseLlmAddress, parseModelName } from '../../node/llm/llm-address.js'
import { type LlmRunSettings, type LlmState, listModelsOf, openLlm, planLlm } from '../../node/llm/load-llm.js'
import { slowRuntime } from '../../node/model/load-encoder.js'
import { loadModel } from '../../node/model/load-model.js'
import { DEFAULT_MODEL } from '../../node/model/shipped-models.js'
import { readSchemeOption } from '../input/read-audited.js'
import { type CommandContext, INTEGER, isGiven, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'

/** Name of a language model in `evaluate`. */
export const LLM_MODEL = 'llm'
/** Default environment variable of the key. */
const KEY_VARIABLE = 'DEALSTANCE_LLM_KEY'
/** Default file name of the answers, in the folder of the output or the working directory. */
const CACHE_NAME = 'llm-answers.jsonl'

const COUNT = { ...INTEGER, value: 'N' } as const

export const LLM_OPTIONS = underTopic('Language models', {
  llm: { type: 'text', value: 'MODEL', help: "a language model labels: ollama:NAME, openai:NAME …, or 'URL NAME'" },
  'llm-prompt': { type: 'text', value: 'FILE', help: 'prompt instead of models/llm/prompt.md' },
  'llm-cache': { type: 'text', value: 'FILE', help: 'keeps the answers; default: llm-answers.jsonl beside --out' },
  'llm-slots': { ...COUNT, default: 4, low: 1, high: 1000, help: 'requests at once' },
  'llm-batch': { ...COUNT, default: 1, low: 1, high: 100, help: 'posts of a thread in one request; large models take 10 to 20' },
  'llm-price': { type: 'text', value: 'IN,OUT', help: 'per million tokens, to estimate the cost' },
  'llm-key-env': { type: 'text', value: 'NAME', help: `variable that holds the key; default: the service's own, else ${KEY_VARIABLE}` },
  'max-requests': { ...COUNT, default: 0, low: 0, high: Number.MAX_SAFE_INTEGER, help: 'posts beyond it get no label; 0: no limit' },
  'allow-remote': { type: 'flag', help: 'let texts leave this machine' },
  'dry-run': { type: 'flag', help: 'print the prompts and their tokens; ask nothing' },
} as const satisfies OptionTable)

export const ASK_OPTION = underTopic('Language models', {
  'ask-llm': {
    type: 'text',
    value: 'below:P|sample:N',
    help: 'ask --llm only about posts on which the top probability of --model is below P, or about N posts picked at random; it sees what a post answers only with --context on',
  },
} as const satisfies OptionTable)

type LlmOptions = OptionValues<typeof LLM_OPTIONS>

type Environment = Readonly<Record<string, string | undefined>>

/** Rejects options of language models when another model is chosen, because they would have no effect. */
export function checkNoLlm(options: LlmOptions, model: string): void {
  for (const [name, spec] of Object.entries<OptionTable[string]>(LLM_OPTIONS)) {
    if (isGiven(options[name as keyof LlmOptions], spec)) throw invalid(`--${name} with --llm`, `it beside --model ${model}`)
  }
}

type AskOptions = Pick<LlmOptions, 'llm'> & OptionValues<typeof ASK_OPTION>

/** True if a language model labels every post, without a model of weights. */
export const asksOfEachPost = ({ llm, 'ask-llm': asked }: AskOptions): boolean => llm !== undefined && asked === undefined

/** Parses `--ask-llm`: judgements below a probability in (0, 1], or a number drawn at random. Null when it is not set. */
function askingOf({ 'ask-llm': asked, llm, model }: AskOptions & { readonly model: string }) {
  if (asked === undefined) {
    if (llm !== undefined && model !== DEFAULT_MODEL)
      throw invalid('--llm alone, or --ask-llm below:P with --llm', `--model ${model} and --llm`)
    return null
  }
  const [, kind, number] = /^(below|sample):(\d{1,15}(?:\.\d{1,20})?|\.\d{1,20})$/.exec(asked) ?? []
  const value = Number(number ?? Number.NaN)
  if (kind === 'below' && value > 0 && value <= 1) return { below: value }
  if (kind === 'sample' && Number.isInteger(value) && value > 0) return { sampled: value }
  throw invalid('--ask-llm as below:P with P above 0 and at most 1, such as below:0.6, or as sample:N, such as sample:300', `"${asked}"`)
}

/** Settings of server, model, prompt, cache and limits. A dry run needs no key. @param out output file, whose folder keeps the answers */
async function llmSettings(
  options: LlmOptions,
  surroundings: Pick<LlmRunSettings, 'scheme' | 'edit' | 'needsProbabilities'>,
  out: string | undefined,
  env: Environment,
): Promise<LlmRunSettings> {
  if (options.llm === undefined) throw invalid("--llm ollama:NAME, or --llm 'URL NAME', with --ask-llm", 'none')
  const { url, model, keyVariable } = parseModelName(options.llm)
  if (model === '') throw usageError(`expected --llm ollama:NAME, got no name. ${await listModelsOf(url)}`)
  const beside = out === undefined || out === '-' ? CACHE_NAME : join(dirname(out), CACHE_NAME)
  return {
    ...surroundings,
    url,
    model,
    promptPath: options['llm-prompt'] ?? null,
    key: options['dry-run'] ? null : keyOf(options, keyVariable, env),
    isRemoteAllowed: options['allow-remote'],
    cachePath: options['llm-cache'] ?? beside,
    slots: options['llm-slots'],
    batchSize: options['llm-batch'],
    maxRequests: options['max-requests'] === 0 ? null : options['max-requests'],
  }
}

function priceOf({ 'llm-price': price }: LlmOptions): TokenCounts | null {
  if (price === undefined) return null
  const found = /^(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/.exec(price)
  if (!found) throw invalid('--llm-price with two numbers, such as 0.15,0.60', `"${price}"`)
  return { prompt: Number(found[1]), answer: Number(found[2]) }
}

/** @param usual environment variable that users of the service have; null where no key is needed */
function keyOf({ 'llm-key-env': given }: LlmOptions, usual: string | null, env: Environment): string | null {
  const name = given ?? usual ?? KEY_VARIABLE
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw invalid('--llm-key-env with the name of an environment variable', 'something else. The key itself goes into the variable')
  const key = env[name]
  if (key !== undefined && key !== '') return key
  if (given !== undefined || usual !== null)
    throw invalid(`a key in the environment variable ${name} (--llm-key-env names another)`, 'none')
  return null
}

function invalid(expected: string, got: string): PipelineError {
  return usageError(`expected ${expected}, got ${got}. See --help-all.`)
}

/** A language model to ask about a random part of the small model's judgements. */
export interface Sampling {
  readonly llm: StanceClassifier
  readonly count: number
  /** Takes the number of judgements by the small model, and the number that was asked about. */
  readonly onScored: (scoredCount: number, askedCount: number) => void
}

const CUT_ADVICE =
  'give it a larger context window (llama.cpp -c, vLLM --max-model-len, LM Studio Context Length), or take a model that answers without thoughts'

/** Minimum time between two redraws of the progress. */
const REDRAW_MS = 100

interface ModelOptions extends LlmOptions, AskOptions {
  readonly model: string
  readonly given: string | undefined
  readonly threads: number
  readonly scheme: string | undefined
  readonly out: string | undefined
  readonly 'min-probability': number
}

/**
 * Opens a model with weights, a language model on a server, or with `--ask-llm` both as one. `takePlan` gives the prompts since its last
 * call; null unless in a dry run.
 *
 * @param edit applied to texts that are sent
 */
export async function openModel(
  options: ModelOptions,
  edit: (text: string) => string,
  context: CommandContext,
  opensAtOnce = false,
): Promise<{ readonly model: StanceClassifier; readonly sampling: Sampling | null; readonly takePlan: (() => string) | null }> {
  const { given } = options
  if (given !== undefined)
    return { model: createGivenClassifier(given, await readSchemeOption(options.scheme)), takePlan: null, sampling: null }
  const asking = askingOf(options)
  const isLlm = asksOfEachPost(options)
  if (!isLlm && asking === null) checkNoLlm(options, options.model)
  const small = isLlm ? null : loadModel(options.model, { encoderThreadCount: options.threads, opensAtOnce, onSlowRuntime: () => {} })
  // Warns before anything is read, whichever thread scores.
  const slow = small?.vectorOf && slowRuntime()
  if (slow) context.log.warn(slow)
  if (small !== null && asking === null) return { model: small, takePlan: null, sampling: null }
  if (small?.probabilitiesOf(new Float64Array(small.scheme.labels.length)) === null) {
    throw usageError(`expected --ask-llm with a model that gives probabilities, got ${small.id}, which gives none. Take stack-en.`)
  }
  const scheme = small?.scheme ?? (await readSchemeOption(options.scheme))
  const needsProbabilities = options['min-probability'] > 0
  const settings = await llmSettings(options, { scheme, edit, needsProbabilities }, options.out, context.io.env)
  context.log.info(`model: ${settings.model}, a language model at ${parseLlmAddress(settings.url).shown}`)
  const { classifier, takePlan, end } = options['dry-run']
    ? await planRun(options, settings, context)
    : await openRun(options, settings, small?.id ?? null, context)
  let [scoredCount, askedCount] = [0, 0]
  context.onExit(() => {
    if (scoredCount === 0) return
    const outcome = options['dry-run'] ? 'would be asked' : 'were asked'
    const why = asking !== null && 'below' in asking ? `${small?.id} is below ${asking.below} there` : 'they were picked at random'
    context.log.info(`${formatNumber(askedCount)} of ${formatCount(scoredCount, 'post')} ${outcome}: ${why}`)
  })
  context.onExit(end)
  if (small === null || asking === null) return { model: classifier, takePlan, sampling: null }
  const onScored = (scored: number, asked: number): void => {
    scoredCount += scored
    askedCount += asked
  }
  if ('sampled' in asking) return { model: small, takePlan, sampling: { llm: classifier, count: asking.sampled, onScored } }
  return { model: createAskingClassifier({ small, llm: classifier, ...asking, onScored }), takePlan, sampling: null }
}

export async function openMeasured(options: LlmOptions, scheme: StanceScheme, context: CommandContext): Promise<StanceClassifier> {
  const settings = await llmSettings(options, { scheme, edit: (text) => text, needsProbabilities: false }, undefined, context.io.env)
  const { classifier, end } = await openRun(options, settings, null, context)
  context.onExit(end)
  return classifier
}

/** @param fallback the model whose labels stand without an answer; null without one */
async function openRun(options: LlmOptions, settings: LlmRunSettings, fallback: string | null, context: CommandContext) {
  const { log, io, isQuiet } = context
  const price = priceOf(options)
  const isShown = io.stderr.isTTY === true && !isQuiet
  let drawnAt = performance.now()
  const draw = (state: LlmState): void => {
    const now = performance.now()
    if (now - drawnAt < REDRAW_MS) return
    drawnAt = now
    io.stderr.write(`\r\u001b[K${formatCount(state.questionCount, 'answer')}, ${describeUse(state, price)}`)
  }
  const run = await openLlm({ ...settings, ...(isShown && { onAnswer: draw }) })
  const { cache } = run
  log.info(`answers are kept in ${cache.path}${cache.recordCount === 0 ? '' : `, which holds ${formatCount(cache.recordCount, 'answer')}`}`)
  if (cache.cutByteCount > 0) log.warn(`${cache.path}: cut off ${formatNumber(cache.cutByteCount)} bytes of an answer that was not whole`)
  if (!run.isLoopback) log.warn(`the texts of posts leave this machine for ${run.shownUrl}`)
  if (!run.isLoopback && settings.key !== null && settings.url.startsWith('http:'))
    log.warn('the key travels unencrypted: the address is one of http')
  return {
    classifier: run.classifier,
    takePlan: null,
    /** Logs the requests and answers, and releases the cache. */
    end: async () => {
      if (isShown) io.stderr.write('\r\u001b[K')
      await run.close()
      const state = run.state()
      const { questionCount, cachedCount, failedCount, silentCount, cutCount, looseCount, aloneCount } = state
      if (questionCount === 0) return
      const answered = questionCount - silentCount
      const rate = answered === 0 ? 0 : failedCount / answered
      log.info(
        `language model: ${formatCount(questionCount, 'question')}, ${formatNumber(cachedCount)} answered from the cache; ${describeUse(state, price)}; parse failures: ${formatNumber(failedCount)} of ${answered} (${(rate * 100).toFixed(1)}%)${looseCount === 0 ? '' : `; read in another form than asked for: ${formatNumber(looseCount)}`}${aloneCount === 0 ? '' : `; asked again alone: ${formatNumber(aloneCount)}`}`,
      )
      if (cutCount > 0) log.warn(`${formatCount(cutCount, 'question')} cut by the server, prompt or answer: ${CUT_ADVICE}`)
      if (silentCount === 0) return
      const outcome = fallback === null ? 'have no label, each with its reason' : `keep the label of ${fallback}, flagged ${NO_ANSWER_FLAG}`
      log.warn(
        `${formatCount(silentCount, 'question')} without an answer: their posts ${outcome}. The same command again asks for these alone.`,
      )
    },
  }
}

function describeUse({ requestCount, tokens }: LlmState, price: TokenCounts | null): string {
  const cost = price === null ? '' : `, about ${costOf(tokens, price)} at the price given`
  return `${formatCount(requestCount, 'request')}, ${tokens.prompt.toLocaleString('en-US')} tokens read and ${tokens.answer.toLocaleString('en-US')} written${cost}`
}

const costOf = (tokens: TokenCounts, price: TokenCounts): string =>
  ((tokens.prompt * price.prompt + tokens.answer * price.answer) / 1e6).toFixed(4)

async function planRun(options: LlmOptions, settings: LlmRunSettings, { log }: CommandContext) {
  const price = priceOf(options)
  const total = { questionCount: 0, cachedCount: 0, requestCount: 0 }
  const likely = { prompt: 0, answer: 0 }
  const most = { prompt: 0, answer: 0 }
  const shownSystems = new Set<string>()
  let text = ''
  const { classifier, close } = await planLlm(settings, (request) => {
    const { questions, isCached, system, user } = request
    total.questionCount += questions.length
    if (isCached) total.cachedCount += questions.length
    else {
      total.requestCount += 1
      addTokens(likely, request.likely)
      addTokens(most, request.most)
    }
    if (!shownSystems.has(system)) text += `== system message of the requests below\n${system}\n\n`
    shownSystems.add(system)
    const names = questions.map(({ input: { features, target } }) => `${features.postId}${target === null ? '' : ` on ${target.dealId}`}`)
    text += `== ${names.join(', ')}: ${isCached ? 'answered before' : `about ${formatNumber(request.likely.prompt)} tokens`}\n${user}\n\n`
  })
  return {
    classifier,
    takePlan: () => {
      const planned = text
      text = ''
      return planned
    },
    end: async () => {
      await close()
      const { questionCount, cachedCount, requestCount } = total
      const describe = (tokens: TokenCounts): string =>
        `${formatNumber(tokens.prompt)} tokens read and ${formatNumber(tokens.answer)} written${price === null ? '' : `, cost ${costOf(tokens, price)}`}`
      log.info(
        `dry run: ${formatCount(questionCount, 'question')}, ${formatNumber(cachedCount)} answered before; ${formatCount(requestCount, 'request')}: likely about ${describe(likely)}; at most about ${describe(most)}; nothing was sent`,
      )
    },
  }
}

function addTokens(total: { prompt: number; answer: number }, { prompt, answer }: TokenCounts): void {
  total.prompt += prompt
  total.answer += answer
}
