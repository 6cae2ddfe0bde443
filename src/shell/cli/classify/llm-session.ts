import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { createAskingClassifier, NO_ANSWER_FLAG } from '../../../judge/stance/asking-classifier.js'
import type { TokenCounts } from '../../../judge/stance/llm/chat-protocol.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { type LlmRunSettings, type LlmState, openLlm, planLlm } from '../../node/llm/load-llm.js'
import { slowRuntime } from '../../node/model/load-encoder.js'
import { loadModel } from '../../node/model/load-model.js'
import { type CommandContext, usageError } from '../kit/command.js'
import { readSchemeOption } from '../options/counting-options.js'
import { askingOf, asksOfEachPost, checkNoLlm, type LlmOptions, llmSettings, priceOf } from '../options/llm-options.js'
import type { ClassifyOptions } from './classify-options.js'

/** A language model for one command. */
interface LlmSession {
  readonly classifier: StanceClassifier
  /** Returns the prompts since the last call; null unless this is a dry run. */
  readonly takePlan: (() => string) | null
  /** Logs the requests and answers, and releases the cache. */
  end(): Promise<void>
}

/** A language model to ask of a random part of what the small one scored. */
export interface Sampling {
  readonly llm: StanceClassifier
  readonly count: number
  /** Told how many judgements the small model scored, and how many of these were asked. */
  readonly onScored: (scoredCount: number, askedCount: number) => void
}

/** Minimum time between two redraws of the progress. */
const REDRAW_MS = 100

/** Opens a model with weights, a language model on a server, or with `--ask-llm` both as one. @param edit applied to texts that are sent */
export async function openModel(
  options: ClassifyOptions,
  edit: (text: string) => string,
  context: CommandContext,
  opensAtOnce = false,
): Promise<Pick<LlmSession, 'takePlan'> & { readonly model: StanceClassifier; readonly sampling: Sampling | null }> {
  const asking = askingOf(options)
  const isLlm = asksOfEachPost(options)
  if (!isLlm && asking === null) checkNoLlm(options, options.model)
  const small = isLlm ? null : loadModel(options.model, { encoderThreadCount: options.threads, opensAtOnce, onSlowRuntime: () => {} })
  // Said before anything is read, whichever thread scores.
  const slow = small?.vectorOf && slowRuntime()
  if (slow) context.log.warn(slow)
  if (small !== null && asking === null) return { model: small, takePlan: null, sampling: null }
  if (small?.probabilitiesOf(new Float64Array(small.scheme.labels.length)) === null) {
    throw usageError(`expected --ask-llm with a model that gives probabilities, got ${small.id}, which gives none. Take stack-en.`)
  }
  const settings = llmSettings(options, {
    scheme: small?.scheme ?? (await readSchemeOption(options.scheme)),
    edit,
    out: options.out,
    needsProbabilities: options['min-probability'] > 0,
    env: context.io.env,
  })
  const { classifier, takePlan, end } = options['dry-run']
    ? await planRun(options, settings, context)
    : await openRun(options, settings, small?.id ?? null, context)
  let [scoredCount, askedCount] = [0, 0]
  context.onExit(() => {
    if (scoredCount === 0) return
    const outcome = options['dry-run'] ? 'would be asked' : 'were asked'
    const why = asking !== null && 'below' in asking ? `${small?.id} is below ${asking.below} there` : 'they were drawn at random'
    context.log.info(`${askedCount} of ${formatCount(scoredCount, 'judgement')} ${outcome}: ${why}`)
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
  const surroundings = { scheme, edit: (text: string) => text, needsProbabilities: false, out: undefined, env: context.io.env }
  const { classifier, end } = await openRun(options, llmSettings(options, surroundings), null, context)
  context.onExit(end)
  return classifier
}

/** @param fallback the model whose labels stand where there is no answer; null where none does */
async function openRun(
  options: LlmOptions,
  settings: LlmRunSettings,
  fallback: string | null,
  context: CommandContext,
): Promise<LlmSession> {
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
  if (cache.cutByteCount > 0) log.warn(`${cache.path}: cut off ${cache.cutByteCount} bytes of an answer that was not whole`)
  if (!run.isLoopback) log.warn(`the texts of posts leave this machine for ${run.shownUrl}`)
  if (!run.isLoopback && settings.key !== null && settings.url.startsWith('http:'))
    log.warn('the key travels unencrypted: the address is one of http')
  return {
    classifier: run.classifier,
    takePlan: null,
    end: async () => {
      if (isShown) io.stderr.write('\r\u001b[K')
      await run.close()
      const state = run.state()
      const { questionCount, cachedCount, failedCount, silentCount } = state
      if (questionCount === 0) return
      const answered = questionCount - silentCount
      const rate = answered === 0 ? 0 : failedCount / answered
      log.info(
        `language model: ${formatCount(questionCount, 'question')}, ${cachedCount} answered from the cache; ${describeUse(state, price)}; parse failures: ${failedCount} of ${answered} (${(rate * 100).toFixed(1)}%)`,
      )
      if (silentCount === 0) return
      const outcome = fallback === null ? 'are unscored, each with its reason' : `keep the label of ${fallback}, flagged ${NO_ANSWER_FLAG}`
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

/** Cost of tokens, in the currency of the price per million. */
const costOf = (tokens: TokenCounts, price: TokenCounts): string =>
  ((tokens.prompt * price.prompt + tokens.answer * price.answer) / 1e6).toFixed(4)

async function planRun(options: LlmOptions, settings: LlmRunSettings, { log }: CommandContext): Promise<LlmSession> {
  const price = priceOf(options)
  const total = { questionCount: 0, cachedCount: 0, prompt: 0, answer: 0 }
  const shownSystems = new Set<string>()
  const seen = new Set<string>()
  let text = ''
  const { classifier, close } = await planLlm(settings, (question, key, isCached, tokens) => {
    if (seen.has(key)) return
    seen.add(key)
    total.questionCount += 1
    if (isCached) total.cachedCount += 1
    else {
      total.prompt += tokens.prompt
      total.answer += tokens.answer
    }
    if (!shownSystems.has(question.system)) text += `== system message of the requests below\n${question.system}\n\n`
    shownSystems.add(question.system)
    const { features, target } = question.input
    const name = `${features.postId}${target === null ? '' : ` on ${target.dealId}`}`
    text += `== ${name}: ${isCached ? 'answered before' : `about ${tokens.prompt} tokens`}\n${question.user}\n\n`
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
      const { questionCount, cachedCount, prompt, answer } = total
      const cost = price === null ? '' : `, at most ${costOf(total, price)} at the price given`
      log.info(
        `dry run: ${formatCount(questionCount, 'question')}, ${cachedCount} answered before; the others: about ${prompt.toLocaleString('en-US')} tokens to read, at most ${answer.toLocaleString('en-US')} to write${cost}; nothing was sent`,
      )
    },
  }
}
