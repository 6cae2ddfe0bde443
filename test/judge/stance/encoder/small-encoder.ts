import type { EncoderHeader } from '../../../../src/judge/stance/encoder/encoder-model.js'
import type {
  EncoderBatch,
  EncoderOutput,
  RunEncoder,
} from '../../../../src/judge/stance/encoder/onnx-session.js'

const VOCABULARY = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'they',
  'give',
  'up',
  'smart',
  '##er',
  '.',
  ':',
  'http',
  'acme',
  'leases',
]

/** Index of a word piece in the small vocabulary. */
export const idOf = (piece: string) => VOCABULARY.indexOf(piece)

/** A WordPiece tokenizer of fifteen pieces, lower case, as `tokenizer.json` writes it. */
export const SMALL_TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: VOCABULARY.slice(0, 5).map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: null,
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(VOCABULARY.map((piece, id) => [piece, id])),
  },
}

const NO_FILE = { sha256: '', bytes: 0 }

export const SMALL_HEADER: EncoderHeader = {
  schemaVersion: 2,
  id: 'small-encoder',
  kind: 'encoder',
  labels: ['retreat', 'shrewd pivot', 'neither'],
  input: { maxPostTokens: 6, maxMoveTokens: 4, maxParentTokens: 2 },
  calibration: { temperature: 2, bias: [0.5, 0, -0.5] },
  files: { 'model.onnx': NO_FILE, 'tokenizer.json': NO_FILE },
}

/**
 * A fake model: the logits of a row are the sum of its ids, its token count, and the token count of
 * its second segment.
 */
export const addUp: RunEncoder = async (batches) => batches.map(addUpOne)

function addUpOne({ rowCount, length, ids, mask, segments }: EncoderBatch): EncoderOutput {
  const logits = new Float32Array(rowCount * 3)
  for (let place = 0; place < rowCount * length; place++) {
    const row = Math.floor(place / length)
    const values = [ids[place], mask[place], segments[place]]
    values.forEach((value, column) => {
      logits[row * 3 + column] = (logits[row * 3 + column] as number) + Number(value)
    })
  }
  return { logits, pooled: new Float32Array() }
}
