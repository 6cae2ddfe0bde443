import { dirname, join } from 'node:path'
import type { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { TokenPrice } from '../../node/llm/llm-budget.js'
import type { LlmModelSettings, LlmRunSettings } from '../../node/llm/llm-settings.js'
import { INTEGER, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'

/** Value of `--model` for a language model on a server. */
export const LLM_MODEL = 'llm'

/** Default environment variable of the key. */
const KEY_VARIABLE = 'DEALSTANCE_LLM_KEY'
/** Default file name of the answers, in the folder of the output or the working directory. */
const CACHE_NAME = 'llm-answers.jsonl'

const COUNT = { ...INTEGER, value: 'N' } as const

/** Options of commands that ask a language model. */
export const LLM_OPTIONS = underTopic('Language models', {
  'llm-url': { type: 'text', value: 'URL', help: 'its server, as http://localhost:8080/v1' },
  'llm-model': { type: 'text', value: 'NAME', help: 'model, as the server calls it' },
  'llm-prompt': { type: 'text', value: 'FILE', help: 'prompt instead of models/llm/prompt.md' },
  'llm-cache': { type: 'text', value: 'FILE', help: 'answers are kept there; default: llm-answers.jsonl beside --out' },
  'llm-samples': { ...COUNT, default: 1, low: 1, high: 100, help: 'times each post is asked; shares are probabilities' },
  'llm-temperature': { type: 'text', value: 'T', help: 'default 0, and 1 with samples' },
  'llm-seed': { ...COUNT, default: 1, low: 0, high: 2 ** 31 - 1, help: 'of the answers' },
  'llm-answer-tokens': { ...COUNT, default: 200, low: 1, high: 100_000, help: 'longest answer; thinkers need thousands' },
  'llm-logprobs': { type: 'choice', choices: ['auto', 'off'], default: 'auto', help: 'probabilities by tokens, where given' },
  'llm-batch': { ...COUNT, default: 1, low: 1, high: 100, help: 'posts per request; they can influence each other' },
  'llm-batch-seed': { ...COUNT, default: 0, low: 0, high: 2 ** 31 - 1, help: 'shuffles batches, to test that; 0: no shuffling' },
  'llm-slots': { ...COUNT, default: 4, low: 1, high: 1000, help: 'requests at once' },
  'llm-timeout': { type: 'number', value: 'S', default: 120, low: 0.05, high: 86_400, help: 'seconds to wait for an answer' },
  'llm-retries': { ...COUNT, default: 5, low: 0, high: 100, help: 'tries after a request that failed' },
  'llm-price': { type: 'text', value: 'IN,OUT', help: 'per million tokens, to estimate the cost' },
  'llm-key-env': { type: 'text', value: 'NAME', default: KEY_VARIABLE, help: 'variable that holds the key' },
  'max-requests': { ...COUNT, default: 0, low: 0, high: Number.MAX_SAFE_INTEGER, help: 'beyond it posts stay unscored; 0: no limit' },
  'max-tokens': { ...COUNT, default: 0, low: 0, high: Number.MAX_SAFE_INTEGER, help: 'the same for tokens read and written' },
  'allow-remote': { type: 'flag', help: 'let texts leave this machine' },
  'dry-run': { type: 'flag', help: 'print the prompts and their tokens; ask nothing' },
} as const satisfies OptionTable)

/** Option of classify that asks a language model beside a model with weights. */
export const ASK_OPTION = underTopic('Language models', {
  'ask-llm': { type: 'text', value: 'below:P', help: 'ask --llm-model where --model has a top probability below P' },
} as const satisfies OptionTable)

export type LlmOptions = OptionValues<typeof LLM_OPTIONS>

/** What the settings need besides the options. */
export interface LlmSurroundings {
  readonly scheme: StanceScheme
  readonly edit: (text: string) => string
  readonly needsProbabilities: boolean
  /** Output file. The answers are kept in its folder. */
  readonly out: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** The model whose labels stand where there is no answer; null where none does. */
  readonly fallback: string | null
}

/** Rejects options of language models when another model is chosen, because they would have no effect. */
export function checkNoLlm(options: LlmOptions, model: string): void {
  for (const [name, spec] of Object.entries<OptionTable[string]>(LLM_OPTIONS)) {
    const value = options[name as keyof LlmOptions]
    const isLeft = value === undefined || value === false || ('default' in spec && value === spec.default)
    if (!isLeft) throw invalid(`--${name} with --model ${LLM_MODEL} or --ask-llm`, `it beside --model ${model}`)
  }
}

/** Parses `--ask-llm`: the probability below which a language model is asked, in (0, 1]; null when it is not set. */
export function askBoundOf({ 'ask-llm': asked, model }: OptionValues<typeof ASK_OPTION> & { readonly model: string }): number | null {
  if (asked === undefined) return null
  if (model === LLM_MODEL) throw invalid('--ask-llm with a model of weights, which is unsure of some posts', `it beside --model ${model}`)
  const bound = Number(/^below:(\d{1,3}(?:\.\d{1,20})?|\.\d{1,20})$/.exec(asked)?.[1] ?? Number.NaN)
  if (!(bound > 0 && bound <= 1)) throw invalid('--ask-llm as below:P with P above 0 and at most 1, such as below:0.6', `"${asked}"`)
  return bound
}

export function modelSettings(options: LlmOptions, { scheme, edit, needsProbabilities }: LlmSurroundings): LlmModelSettings {
  const model = options['llm-model'] ?? fail('--llm-model NAME with a language model', 'none. The server says which names it knows')
  const temperature = options['llm-temperature'] === undefined ? null : Number(options['llm-temperature'])
  if (temperature !== null && !(temperature >= 0 && temperature <= 2)) {
    throw invalid('--llm-temperature as a number from 0 to 2', `"${options['llm-temperature']}"`)
  }
  if (options['llm-samples'] > 1 && temperature === 0) {
    throw invalid('--llm-samples with a temperature above 0', '0, at which every sample is the same')
  }
  if (options['llm-batch-seed'] > 0 && options['llm-batch'] === 1) throw invalid('--llm-batch-seed with --llm-batch N', 'it alone')
  return {
    model,
    promptPath: options['llm-prompt'] ?? null,
    scheme,
    temperature,
    seed: options['llm-seed'],
    answerTokens: options['llm-answer-tokens'],
    sampleCount: options['llm-samples'],
    logprobs: options['llm-logprobs'] === 'auto',
    batchSize: options['llm-batch'],
    batchSeed: options['llm-batch-seed'] === 0 ? null : options['llm-batch-seed'],
    edit,
    needsProbabilities,
  }
}

export function runSettings(options: LlmOptions, surroundings: LlmSurroundings): LlmRunSettings {
  const limitOf = (limit: number): number | null => (limit === 0 ? null : limit)
  return {
    ...modelSettings(options, surroundings),
    url: options['llm-url'] ?? fail('--llm-url with a language model', 'none. A server on this machine is http://localhost:PORT/v1'),
    key: keyOf(options, surroundings.env),
    isRemoteAllowed: options['allow-remote'],
    cachePath: cachePathOf(options, surroundings.out),
    slots: options['llm-slots'],
    timeoutMs: options['llm-timeout'] * 1000,
    retryCount: options['llm-retries'],
    limits: { maxRequests: limitOf(options['max-requests']), maxTokens: limitOf(options['max-tokens']) },
  }
}

export function cachePathOf(options: LlmOptions, out: string | undefined): string {
  return options['llm-cache'] ?? (out === undefined || out === '-' ? CACHE_NAME : join(dirname(out), CACHE_NAME))
}

/** Parses `--llm-price`; null when it is not set. */
export function priceOf({ 'llm-price': price }: LlmOptions): TokenPrice | null {
  if (price === undefined) return null
  const found = /^(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/.exec(price)
  if (!found) throw invalid('--llm-price with two numbers, such as 0.15,0.60', `"${price}"`)
  return { prompt: Number(found[1]), answer: Number(found[2]) }
}

function keyOf({ 'llm-key-env': name }: LlmOptions, env: LlmSurroundings['env']): string | null {
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw invalid('--llm-key-env with the name of an environment variable', 'something else. The key itself goes into the variable')
  const key = env[name]
  if (key !== undefined && key !== '') return key
  if (name !== KEY_VARIABLE) throw invalid(`a key in the environment variable ${name} (--llm-key-env)`, 'none')
  return null
}

function invalid(expected: string, got: string): PipelineError {
  return usageError(`expected ${expected}, got ${got}. See --help-all.`)
}

function fail(expected: string, got: string): never {
  throw invalid(expected, got)
}
