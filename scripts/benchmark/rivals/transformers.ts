import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { buildBenchmarkThreads, loadBuild } from '../build.js'
import { ROOT } from '../checkouts.js'
import { type EncoderPair, listQuestions } from './encoder-inputs.js'
import { installPackage } from './install.js'

// transformers.js with the weights of `encoder-en` and its exact texts and pairs; batches are padded to their longest post. Loading does not
// count. Arguments: package with version, number of posts. Prints the milliseconds.

type Tokenizer = (texts: readonly string[], options: Readonly<Record<string, unknown>>) => object
type Model = (inputs: object) => Promise<{ readonly logits: { readonly dims: readonly number[] } }>
interface Pretrained<Loaded> {
  from_pretrained(id: string, options?: Readonly<Record<string, unknown>>): Promise<Loaded>
}
interface Transformers {
  readonly env: { allowRemoteModels: boolean; localModelPath: string }
  readonly AutoTokenizer: Pretrained<Tokenizer>
  readonly AutoModelForSequenceClassification: Pretrained<Model>
}

const MODEL = 'encoder-en'
const BATCH_SIZE = 16
/** Maximum input of `encoder-en`: 80 tokens of the post, 48 of its pair, 3 special tokens. It truncates each text; transformers.js the pair. */
const MAX_TOKEN_COUNT = 131
const MARKS = { pad_token: '[PAD]', cls_token: '[CLS]', sep_token: '[SEP]', unk_token: '[UNK]', mask_token: '[MASK]' }

/** Copies the encoder's graph and tokenizer to the folders that transformers.js expects. */
function layOutModel(folder: string): void {
  const from = join(ROOT, 'models', MODEL)
  const to = join(folder, MODEL)
  mkdirSync(join(to, 'onnx'), { recursive: true })
  copyFileSync(join(from, 'model.onnx'), join(to, 'onnx', 'model.onnx'))
  const write = (name: string, value: object): void => writeFileSync(join(to, name), JSON.stringify(value))
  const tokenizer = JSON.parse(readFileSync(join(from, 'tokenizer.json'), 'utf8')) as Record<string, unknown>
  write('tokenizer.json', { ...tokenizer, truncation: undefined, padding: undefined })
  write('tokenizer_config.json', { tokenizer_class: 'BertTokenizer', model_max_length: MAX_TOKEN_COUNT, ...MARKS })
  const id2label = Object.fromEntries(STANCE_SCHEME.labels.map((label, index) => [index, label]))
  write('config.json', { model_type: 'bert', architectures: ['BertForSequenceClassification'], id2label })
}

const [, , spec = '', postCount = ''] = process.argv
const kit = installPackage(spec)
layOutModel(join(kit, 'models'))
const { env, AutoTokenizer, AutoModelForSequenceClassification } = createRequire(join(kit, 'package.json'))(
  '@huggingface/transformers',
) as Transformers
env.allowRemoteModels = false
env.localModelPath = join(kit, 'models')
const tokenizer = await AutoTokenizer.from_pretrained(MODEL)
const settings = { dtype: 'fp32', device: 'cpu', session_options: { intraOpNumThreads: 2 } }
const model = await AutoModelForSequenceClassification.from_pretrained(MODEL, settings)

async function label(questions: readonly EncoderPair[]): Promise<number> {
  const start = performance.now()
  let labelCount = 0
  for (let at = 0; at < questions.length; at += BATCH_SIZE) {
    const batch = questions.slice(at, at + BATCH_SIZE)
    const pairs = { text_pair: batch.map(({ beside }) => beside), padding: true, truncation: true, max_length: MAX_TOKEN_COUNT }
    const { logits } = await model(
      tokenizer(
        batch.map(({ text }) => text),
        pairs,
      ),
    )
    labelCount += logits.dims[0] ?? 0
  }
  if (labelCount !== questions.length) throw new Error(`expected ${questions.length} labels, got ${labelCount}`)
  return performance.now() - start
}

const build = await loadBuild()
const { warmUp, threads } = buildBenchmarkThreads(build, Number(postCount))
await label(await listQuestions(build, warmUp))
process.stdout.write(`${await label(await listQuestions(build, threads))}\n`)
