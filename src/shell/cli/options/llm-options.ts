import { dirname, join } from 'node:path'
import type { PipelineError } from '../../../base/errors.js'
import type { TokenCounts } from '../../../judge/stance/llm/chat-protocol.js'
import type { LlmRunSettings } from '../../node/llm/load-llm.js'
import { DEFAULT_MODEL } from '../../node/model/load-model.js'
import { INTEGER, isGiven, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'

/** Name of a language model among models that are measured. */
export const LLM_MODEL = 'llm'
/** Where Ollama listens unless it is told otherwise. */
const OLLAMA_URL = 'http://localhost:11434/v1'

/** Default environment variable of the key. */
const KEY_VARIABLE = 'DEALSTANCE_LLM_KEY'
/** Default file name of the answers, in the folder of the output or the working directory. */
const CACHE_NAME = 'llm-answers.jsonl'

const COUNT = { ...INTEGER, value: 'N' } as const

export const LLM_OPTIONS = underTopic('Language models', {
  llm: { type: 'text', value: 'MODEL', help: "a language model labels: ollama:NAME, or 'URL NAME' of a server like OpenAI's" },
  'llm-prompt': { type: 'text', value: 'FILE', help: 'prompt instead of models/llm/prompt.md' },
  'llm-cache': { type: 'text', value: 'FILE', help: 'answers are kept there; default: llm-answers.jsonl beside --out' },
  'llm-slots': { ...COUNT, default: 4, low: 1, high: 1000, help: 'requests at once' },
  'llm-price': { type: 'text', value: 'IN,OUT', help: 'per million tokens, to estimate the cost' },
  'llm-key-env': { type: 'text', value: 'NAME', default: KEY_VARIABLE, help: 'variable that holds the key' },
  'max-requests': { ...COUNT, default: 0, low: 0, high: Number.MAX_SAFE_INTEGER, help: 'beyond it posts stay unscored; 0: no limit' },
  'allow-remote': { type: 'flag', help: 'let texts leave this machine' },
  'dry-run': { type: 'flag', help: 'print the prompts and their tokens; ask nothing' },
} as const satisfies OptionTable)

export const ASK_OPTION = underTopic('Language models', {
  'ask-llm': {
    type: 'text',
    value: 'below:P|sample:N',
    help: 'ask --llm only about posts on which the top probability of --model is below P, or about N judgements drawn at random',
  },
} as const satisfies OptionTable)

export type LlmOptions = OptionValues<typeof LLM_OPTIONS>

export interface LlmSurroundings extends Pick<LlmRunSettings, 'scheme' | 'edit' | 'needsProbabilities'> {
  /** Output file. The answers are kept in its folder. */
  readonly out: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Rejects options of language models when another model is chosen, because they would have no effect. */
export function checkNoLlm(options: LlmOptions, model: string): void {
  for (const [name, spec] of Object.entries<OptionTable[string]>(LLM_OPTIONS)) {
    if (isGiven(options[name as keyof LlmOptions], spec)) throw invalid(`--${name} with --llm`, `it beside --model ${model}`)
  }
}

type AskOptions = Pick<LlmOptions, 'llm'> & OptionValues<typeof ASK_OPTION>

/** Whether a language model labels every post, and no model of weights any. */
export const asksOfEachPost = ({ llm, 'ask-llm': asked }: AskOptions): boolean => llm !== undefined && asked === undefined

/** Where a language model is asked beside a small one: below a probability in (0, 1], or of a number of judgements drawn at random. */
export type Asking = { readonly below: number } | { readonly sampled: number }

/** Parses `--ask-llm`; null when it is not set. */
export function askingOf({ 'ask-llm': asked, llm, model }: AskOptions & { readonly model: string }): Asking | null {
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

/** Parses `--llm`: the address of the server, and the model as the server calls it. */
function serverOf({ llm }: Pick<LlmOptions, 'llm'>): { readonly url: string; readonly model: string } {
  if (llm === undefined) throw invalid("--llm ollama:NAME, or --llm 'URL NAME', with --ask-llm", 'none')
  const [url = '', model = '', ...more] = llm.startsWith('ollama:') ? [OLLAMA_URL, llm.slice('ollama:'.length)] : llm.trim().split(/\s+/)
  if (model !== '' && more.length === 0) return { url, model }
  throw invalid("--llm ollama:NAME, or --llm 'URL NAME' in quotes, such as 'http://localhost:8080/v1 qwen3'", `"${llm}"`)
}

/** What the options say of server, model, prompt, cache and limits. A dry run needs no key. */
export function llmSettings(options: LlmOptions, { out, env, ...surroundings }: LlmSurroundings): LlmRunSettings {
  const beside = out === undefined || out === '-' ? CACHE_NAME : join(dirname(out), CACHE_NAME)
  return {
    ...surroundings,
    ...serverOf(options),
    promptPath: options['llm-prompt'] ?? null,
    key: options['dry-run'] ? null : keyOf(options, env),
    isRemoteAllowed: options['allow-remote'],
    cachePath: options['llm-cache'] ?? beside,
    slots: options['llm-slots'],
    maxRequests: options['max-requests'] === 0 ? null : options['max-requests'],
  }
}

/** Parses `--llm-price`; null when it is not set. */
export function priceOf({ 'llm-price': price }: LlmOptions): TokenCounts | null {
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
