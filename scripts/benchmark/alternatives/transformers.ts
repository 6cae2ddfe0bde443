import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { CHECKOUT } from '../built.js'
import type { Alternative } from './alternative.js'
import { ENCODER_THREAD_COUNT } from './encoder-threads.js'

type Tokenizer = (texts: readonly string[], options: Readonly<Record<string, unknown>>) => object
interface Logits {
  readonly dims: readonly number[]
  readonly data: Float32Array
}
interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string }
  readonly AutoTokenizer: { from_pretrained(id: string): Promise<Tokenizer> }
  readonly AutoModelForSequenceClassification: {
    from_pretrained(
      id: string,
      options: Readonly<Record<string, unknown>>,
    ): Promise<(inputs: object) => Promise<{ readonly logits: Logits }>>
  }
}

const MODEL = 'encoder-en'
const BATCH_SIZE = 16
/** Maximum input of `encoder-en`: 80 tokens of the post, 48 of its pair, 3 special tokens. It truncates each text; transformers.js the pair. */
const MAX_TOKEN_COUNT = 131

const MARKS = { pad_token: '[PAD]', cls_token: '[CLS]', sep_token: '[SEP]', unk_token: '[UNK]', mask_token: '[MASK]' }

/** Copies the encoder's graph and tokenizer to the folders that transformers.js expects. */
function layOutModel(folder: string): void {
  const from = join(CHECKOUT, 'models', MODEL)
  const to = join(folder, MODEL)
  mkdirSync(join(to, 'onnx'), { recursive: true })
  copyFileSync(join(from, 'model.onnx'), join(to, 'onnx', 'model.onnx'))
  const {
    truncation: _truncation,
    padding: _padding,
    ...tokenizer
  } = JSON.parse(readFileSync(join(from, 'tokenizer.json'), 'utf8')) as { truncation: unknown; padding: unknown }
  writeFileSync(join(to, 'tokenizer.json'), JSON.stringify(tokenizer))
  writeFileSync(
    join(to, 'tokenizer_config.json'),
    JSON.stringify({ tokenizer_class: 'BertTokenizer', model_max_length: MAX_TOKEN_COUNT, ...MARKS }),
  )
  const id2label = Object.fromEntries(STANCE_SCHEME.labels.map((label, index) => [index, label]))
  writeFileSync(join(to, 'config.json'), JSON.stringify({ model_type: 'bert', architectures: ['BertForSequenceClassification'], id2label }))
}

/** The same weights and the exact texts and pairs of `encoder-en`, with the library's padding of batches to their longest post. */
export const TRANSFORMERS: Alternative = {
  id: 'transformers',
  name: `@huggingface/transformers 4.3.1 with the weights of encoder-en, ${ENCODER_THREAD_COUNT} threads: text to label`,
  npm: ['@huggingface/transformers@4.3.1'],
  needsPython: false,
  readsDeals: true,
  postCount: 512,
  open: async (kit) => {
    layOutModel(join(kit, 'models'))
    const {
      env,
      AutoTokenizer,
      AutoModelForSequenceClassification: Model,
    } = createRequire(join(kit, 'package.json'))('@huggingface/transformers') as Transformers
    env.allowRemoteModels = false
    env.localModelPath = join(kit, 'models')
    const tokenizer = await AutoTokenizer.from_pretrained(MODEL)
    const model = await Model.from_pretrained(MODEL, {
      dtype: 'fp32',
      device: 'cpu',
      session_options: { intraOpNumThreads: ENCODER_THREAD_COUNT },
    })
    return async (posts) => {
      const labels: string[] = []
      const start = performance.now()
      for (let at = 0; at < posts.length; at += BATCH_SIZE) {
        const batch = posts.slice(at, at + BATCH_SIZE)
        const inputs = tokenizer(
          batch.map(({ text }) => text),
          { text_pair: batch.map(({ beside }) => beside), padding: true, truncation: true, max_length: MAX_TOKEN_COUNT },
        )
        const { logits } = await model(inputs)
        labels.push(...batch.map((_, row) => bestLabel(logits, row)))
      }
      return { labels, elapsedMs: performance.now() - start }
    }
  },
}

function bestLabel({ dims, data }: Logits, row: number): string {
  const width = dims[1] ?? 0
  const own = data.subarray(row * width, (row + 1) * width)
  return STANCE_SCHEME.labels[own.indexOf(Math.max(...own))] ?? ''
}
