import { dirname, join } from 'node:path'
import type { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import type { AskedModel } from '../../../base/thread/run-record.js'
import { createAskingClassifier, NO_ANSWER_FLAG } from '../../../judge/stance/asking-classifier.js'
import { createGivenClassifier } from '../../../judge/stance/outside-labels.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { parseModelName } from '../../node/llm/llm-address.js'
import { openLlm } from '../../node/llm/load-llm.js'
import { slowRuntime } from '../../node/model/load-encoder.js'
import { loadModel } from '../../node/model/load-model.js'
import { readSchemeOption } from '../input/read-audited.js'
import { type CommandContext, lastLine, usageError } from '../kit/command.js'
import { drawLine } from '../kit/progress.js'
import type { ClassifyOptions } from './classify-options.js'

/** Environment variable of the key for a server by its address. */
const KEY_VARIABLE = 'DEALSTANCE_LLM_KEY'
/** Default file name of the answers, in the folder of the output or the working directory. */
const CACHE_NAME = 'llm-answers.jsonl'

/** True if a language model labels every post, without a model of weights. */
export const asksOfEachPost = ({ llm, 'ask-llm': asked }: ClassifyOptions): boolean =>
  llm !== undefined && asked === undefined

/** Parses `--ask-llm below:P`, P in (0, 1]. Null when it is not set. */
function boundOf({ 'ask-llm': asked }: ClassifyOptions): number | null {
  if (asked === undefined) return null
  const below = Number(/^below:(\d{1,15}(?:\.\d{1,20})?|\.\d{1,20})$/.exec(asked)?.[1])
  if (below > 0 && below <= 1) return below
  throw invalid(
    '--ask-llm as below:P with P above 0 and at most 1, such as below:0.6',
    `"${asked}"`,
  )
}

/**
 * The key that the environment holds.
 *
 * @param serviceVariable name that users of the service know; null where no key is needed
 */
function keyOf(serviceVariable: string | null, { env }: CommandContext['io']): string | null {
  const key = env[serviceVariable ?? KEY_VARIABLE] || null
  if (key === null && serviceVariable !== null)
    throw invalid(`a key in the environment variable ${serviceVariable}`, 'none')
  return key
}

function invalid(expected: string, got: string): PipelineError {
  return usageError(`expected ${expected}, got ${got}. See --help.`)
}

/** A model, and who has answered so far where a language model is asked. */
interface OpenModel {
  readonly model: StanceClassifier
  readonly asked?: () => AskedModel
}

/**
 * Opens a model with weights, a language model on a server, or with `--ask-llm` both as one.
 *
 * @param edit applied to texts that are sent
 */
export async function openModel(
  options: ClassifyOptions,
  edit: (text: string) => string,
  context: CommandContext,
  opensAtOnce: boolean,
): Promise<OpenModel> {
  const { given: labelSource } = options
  if (labelSource !== undefined)
    return { model: createGivenClassifier(labelSource, await readSchemeOption(options.scheme)) }
  const below = boundOf(options)
  if (asksOfEachPost(options)) {
    const scheme = await readSchemeOption(options.scheme)
    return await openLanguageModel(options, scheme, edit, null, context)
  }
  const small = loadModel(options.model, {
    encoderThreadCount: options.threads,
    opensAtOnce,
    onSlowRuntime: () => {},
  })
  // Warns before anything is read, whichever thread scores.
  const slow = small.vectorOf && slowRuntime()
  if (slow) context.log.warn(slow)
  if (below === null) return { model: small }
  if (small.probabilitiesOf(new Float64Array(small.scheme.labels.length)) === null)
    throw usageError(
      `expected --ask-llm with a model that gives probabilities, got ${small.id}, which gives none. Take stance-en.`,
    )
  const { model: llm, asked } = await openLanguageModel(
    options,
    small.scheme,
    edit,
    small.id,
    context,
  )
  const total = { scored: 0, asked: 0 }
  context.onExit(() => {
    if (total.scored === 0) return
    context.log.info(
      `${formatNumber(total.asked)} of ${formatCount(total.scored, 'post')} were asked: ${small.id} is below ${below} there`,
    )
  })
  const onScored = (scored: number, asked: number): void => {
    total.scored += scored
    total.asked += asked
  }
  return { model: createAskingClassifier({ small, llm, below, onScored }), ...(asked && { asked }) }
}

/**
 * Opens the language model, and logs how it answered.
 *
 * @param fallback the model whose labels stand without an answer
 */
async function openLanguageModel(
  options: ClassifyOptions,
  scheme: StanceScheme,
  edit: (text: string) => string,
  fallback: string | null,
  context: CommandContext,
): Promise<OpenModel> {
  const { llm, out, 'max-requests': maxRequests, 'min-probability': least } = options
  if (llm === undefined)
    throw invalid("--llm ollama:NAME, or --llm 'URL NAME', with --ask-llm", 'none')
  if (least > 0 && fallback === null)
    throw invalid('--min-probability with a model that gives probabilities', 'it with --llm alone')
  const { url, model, keyVariable } = parseModelName(llm)
  const key = keyOf(keyVariable, context.io)
  const { log, io } = context
  const run = await openLlm({
    url,
    model,
    key,
    scheme,
    edit,
    isRemoteAllowed: options['allow-remote'],
    cachePath: out === undefined || out === '-' ? CACHE_NAME : join(dirname(out), CACHE_NAME),
    maxRequests: maxRequests === 0 ? null : maxRequests,
    ...(io.stderr.isTTY === true &&
      !context.isQuiet && {
        onAnswer: (questionCount: number, requestCount: number) =>
          drawLine(
            io.stderr,
            `${formatCount(questionCount, 'answer')}, ${formatCount(requestCount, 'request')}`,
          ),
      }),
  })
  const keptCount = run.cache.records.size
  log.info(`model: ${model}, a language model at ${run.shownUrl}`)
  log.info(
    `answers are kept in ${run.cache.path}${keptCount === 0 ? '' : `, which holds ${formatCount(keptCount, 'answer')}`}`,
  )
  if (!run.isLocal) log.warn(`the texts of posts leave this machine for ${run.shownUrl}`)
  if (!run.isLocal && key !== null && url.startsWith('http:'))
    log.warn('the key travels unencrypted: the address is one of http')
  context.onExit(() => {
    lastLine.erase()
    run.close()
    const { questionCount, cachedCount, openCount, probableCount, requestCount, unlabelled } =
      run.state()
    if (questionCount === 0) return
    const questions = formatCount(questionCount, 'question')
    const requests = formatCount(requestCount, 'request')
    log.info(
      `language model: ${questions}, ${formatNumber(cachedCount)} answered from the cache; ${requests}`,
    )
    const ownCount = formatCount(probableCount, 'question')
    log.info(
      `probabilities: ${probableCount === 0 ? 'none, since the server lists no log-probabilities' : `the language model's own for ${ownCount}, not calibrated`}`,
    )
    const outcome =
      fallback === null
        ? 'stay unscored'
        : `keep the label of ${fallback}, flagged ${NO_ANSWER_FLAG}`
    for (const [reason, count] of unlabelled)
      log.warn(`${formatCount(count, 'question')} without a label; the posts ${outcome}: ${reason}`)
    if (openCount > 0)
      log.info(
        `The same command asks for the ${formatNumber(openCount)} without an answer, and for no other.`,
      )
  })
  return { model: run.classifier, asked: run.record }
}
