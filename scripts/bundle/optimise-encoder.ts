import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OnnxRuntime, openOnnxSession } from '../../src/judge/stance/encoder/onnx-session.js'
import { graphPath } from '../../src/shell/node/model/encoder-worker.js'

const MODEL = 'model.onnx'
/** Smaller tensors stay in the graph. */
const LEAST_BYTE_COUNT = 1024
/** Numbers of fields in onnx.proto3. */
const GRAPH = 7
const INITIALIZER = 5
const RAW_DATA = 9
const EXTERNAL_DATA = 13
const LOCATION_KEY = 14 << 3
const IS_EXTERNAL = 1

/**
 * Writes the graph of an encoder as onnxruntime-node optimises it, which takes most of the time of
 * opening one. Its weights stay in `model.onnx`: the graph says where. Without onnxruntime-node
 * nothing is written, and every start optimises.
 */
export async function optimiseEncoder(folder: string): Promise<void> {
  const draft = mkdtempSync(join(tmpdir(), 'dealstance-'))
  try {
    const runtime = createRequire(import.meta.url)('onnxruntime-node') as OnnxRuntime
    const optimised = join(draft, MODEL)
    const weights = readFileSync(join(folder, MODEL))
    await openOnnxSession(runtime, weights, 1, { optimizedModelFilePath: optimised })
    const { files } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as {
      files: Record<string, { sha256: string }>
    }
    const graph = edit(readFileSync(optimised), GRAPH, (body) =>
      edit(body, INITIALIZER, (tensor) => pointInto(weights, tensor)),
    )
    writeFileSync(graphPath(String(files[MODEL]?.sha256)), graph)
  } catch (cause) {
    console.warn(
      `the encoder's graph is not optimised ahead: ${cause instanceof Error ? cause.message : String(cause)}`,
    )
  } finally {
    rmSync(draft, { recursive: true })
  }
}

/** A tensor that points to its bytes in the weights. */
function pointInto(weights: Buffer, tensor: Buffer): Buffer {
  const fields = [...fieldsOf(tensor)]
  const raw = fields.find(({ id }) => id === RAW_DATA)?.body ?? Buffer.alloc(0)
  const offset = raw.length < LEAST_BYTE_COUNT ? -1 : weights.indexOf(raw)
  if (offset === -1) return tensor
  const entry = (key: string, value: string): Buffer =>
    field(EXTERNAL_DATA, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))]))
  return Buffer.concat([
    ...fields.filter(({ id }) => id !== RAW_DATA).map(({ whole }) => whole),
    entry('location', MODEL),
    entry('offset', `${offset}`),
    entry('length', `${raw.length}`),
    Buffer.from([LOCATION_KEY, IS_EXTERNAL]),
  ])
}

interface Field {
  readonly id: number
  readonly whole: Buffer
  /** Content of a field with a length; null for others. */
  readonly body: Buffer | null
}

/** The fields of a message of Protocol Buffers. */
function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0
  const readNumber = (): number => {
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      const byte = message[at++] as number
      value += (byte & 127) * unit
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const start = at
    const key = readNumber()
    const type = key & 7
    const number = type === 0 || type === 2 ? readNumber() : 0
    const length = type === 2 ? number : ({ 1: 8, 5: 4 }[type] ?? 0)
    at += length
    yield {
      id: key >>> 3,
      whole: message.subarray(start, at),
      body: type === 2 ? message.subarray(at - length, at) : null,
    }
  }
}

const edit = (message: Buffer, id: number, change: (body: Buffer) => Buffer): Buffer =>
  Buffer.concat(
    [...fieldsOf(message)].map((each) =>
      each.id === id && each.body !== null ? field(id, change(each.body)) : each.whole,
    ),
  )

const field = (id: number, body: Buffer): Buffer =>
  Buffer.concat([numberOf((id << 3) | 2), numberOf(body.length), body])

function numberOf(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128)
  return Buffer.from([...bytes, rest])
}
