import { PipelineError } from '../../errors.js'
import { costOf, type TokenPrice } from '../../node/llm/llm-budget.js'
import type { LlmState } from '../../node/llm/llm-settings.js'
import { openLlm, type PlannedQuestion, planLlm } from '../../node/llm/load-llm.js'
import { loadModel } from '../../node/model/load-model.js'
import type { Pipeline } from '../../pipeline.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { StanceClassifier } from '../../stance/stance-classifier.js'
import { formatCount } from '../../text/format-count.js'
import type { Thread } from '../../thread/thread.js'
import type { CommandContext } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import type { OnExit } from '../kit/with-cleanup.js'
import { withOutput } from '../kit/write-output.js'
import {
  cachePathOf,
  checkNoLlm,
  LLM_MODEL,
  type LlmOptions,
  type LlmSurroundings,
  modelSettings,
  priceOf,
  runSettings,
} from '../options/llm-options.js'
import { readSchemeOption } from '../options/scheme-option.js'

/** A language model for one command. */
export interface LlmSession {
  readonly classifier: StanceClassifier
  /** For a dry run: the prompts that were made since this was last called. Null where posts are scored. */
  readonly takePlan: (() => string) | null
  /** Says what was asked and answered, and gives the cache free. */
  end(): Promise<void>
}

/** Least time between two pictures of the progress, in milliseconds. */
const REDRAW_MS = 100

/** What decides on the model of a command. */
export interface ModelChoice extends LlmOptions {
  /** Of a model with weights; 0: as many as cores. */
  readonly threads: number
  readonly model: string
  readonly scheme: string | undefined
  readonly out: string | undefined
  readonly quiet: boolean
  readonly 'min-probability': number
}

/**
 * The model that `--model` names: one with weights, or a language model behind a server.
 *
 * @param edit what becomes of texts before they are shown to a language model
 * @param onExit registers what must be closed when the command ends
 * @returns also, for a dry run, what takes the prompts made so far
 */
export async function openModel(
  options: ModelChoice,
  edit: (text: string) => string,
  context: CommandContext,
  onExit: OnExit,
): Promise<Pick<LlmSession, 'takePlan'> & { readonly model: StanceClassifier }> {
  if (options.model !== LLM_MODEL) {
    checkNoLlm(options, options.model)
    return { model: loadModel(options.model, { encoderThreadCount: options.threads }), takePlan: null }
  }
  const surroundings = { edit, out: options.out, needsProbabilities: options['min-probability'] > 0 }
  const session = await openLlmSession(options, { ...surroundings, scheme: await readSchemeOption(options.scheme) }, context)
  onExit(session.end)
  return { model: session.classifier, takePlan: session.takePlan }
}

/** A language model to be measured. */
export async function openMeasured(
  options: LlmOptions & { readonly quiet?: boolean },
  scheme: StanceScheme,
  context: CommandContext,
  onExit: OnExit,
): Promise<StanceClassifier> {
  const surroundings = { scheme, edit: (text: string) => text, needsProbabilities: false, out: undefined }
  const session = await openLlmSession(options, surroundings, context)
  onExit(session.end)
  return session.classifier
}

/** Opens the language model that the options ask for. */
export async function openLlmSession(
  options: LlmOptions & { readonly quiet?: boolean },
  surroundings: Omit<LlmSurroundings, 'env'>,
  context: CommandContext,
): Promise<LlmSession> {
  const whole = { ...surroundings, env: context.io.env }
  return options['dry-run'] ? plan(options, whole, context) : openRun(options, whole, context)
}

async function openRun(
  options: LlmOptions & { readonly quiet?: boolean },
  surroundings: LlmSurroundings,
  context: CommandContext,
): Promise<LlmSession> {
  const { log, io } = context
  const price = priceOf(options)
  const settings = runSettings(options, surroundings)
  const isShown = io.stderr.isTTY === true && options.quiet !== true
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
      summarise(run.state(), price, context)
    },
  }
}

function summarise(state: LlmState, price: TokenPrice | null, { log }: CommandContext): void {
  const { questionCount, cachedCount, failedCount, silentCount } = state
  if (questionCount === 0) return
  const answered = questionCount - silentCount
  const rate = answered === 0 ? 0 : failedCount / answered
  log.info(
    `language model: ${formatCount(questionCount, 'question')}, ${cachedCount} answered from the cache; ${describeUse(state, price)}; parse failures: ${failedCount} of ${answered} (${(rate * 100).toFixed(1)} %)`,
  )
  if (silentCount > 0) {
    log.warn(
      `${formatCount(silentCount, 'question')} without an answer: their posts are unscored, each with its reason. The same command again asks for these alone.`,
    )
  }
}

function describeUse({ requestCount, tokens }: LlmState, price: TokenPrice | null): string {
  const cost = price === null ? '' : `, about ${costOf(tokens, price).toFixed(4)} at the price given`
  return `${formatCount(requestCount, 'request')}, ${tokens.prompt.toLocaleString('en-US')} tokens read and ${tokens.answer.toLocaleString('en-US')} written${cost}`
}

async function plan(options: LlmOptions, surroundings: LlmSurroundings, { log }: CommandContext): Promise<LlmSession> {
  const price = priceOf(options)
  const cachePath = cachePathOf(options, surroundings.out)
  const total = { questionCount: 0, cachedCount: 0, prompt: 0, answer: 0 }
  const shownSystems = new Set<string>()
  const seen = new Set<string>()
  let text = ''
  const { classifier, close } = await planLlm(modelSettings(options, surroundings), cachePath, (planned: PlannedQuestion) => {
    if (seen.has(planned.key)) return
    seen.add(planned.key)
    const { question, isCached, tokens } = planned
    total.questionCount += 1
    if (isCached) total.cachedCount += 1
    else {
      total.prompt += tokens.prompt
      total.answer += tokens.answer
    }
    if (!shownSystems.has(question.system)) text += `== system message of the requests below\n${question.system}\n\n`
    shownSystems.add(question.system)
    const names = question.inputs.map(({ features, target }) => `${features.postId}${target === null ? '' : ` on ${target.dealId}`}`)
    text += `== ${names.join(', ')}: ${isCached ? 'answered before' : `about ${tokens.prompt} tokens`}\n${question.user}\n\n`
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
      const cost = price === null ? '' : `, at most ${costOf(total, price).toFixed(4)} at the price given`
      log.info(
        `dry run: ${formatCount(questionCount, 'question')}, ${cachedCount} answered before; the others: about ${prompt.toLocaleString('en-US')} tokens to read, at most ${answer.toLocaleString('en-US')} to write${cost}; nothing was sent`,
      )
    },
  }
}

/** Prints the prompts that scoring would send. */
export async function printPlan(
  pipeline: Pipeline,
  threads: Iterable<Thread>,
  takePlan: () => string,
  out: string | null,
  { io }: CommandContext,
): Promise<number> {
  await withOutput(out, io, async (output) => {
    for await (const _ of pipeline.stream(threads)) await output.write(takePlan())
  })
  return EXIT.DONE
}

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for a dry run of a command that has none */
export function refuseDryRun(options: LlmOptions): void {
  if (!options['dry-run']) return
  throw new PipelineError(
    'USAGE_OPTION_INVALID',
    'expected --dry-run with classify, got it with another command. It prints the prompts of posts.',
  )
}
