/** A place in bytes. */
export interface Cursor {
  readonly view: DataView
  offset: number
}

/** A number of 64 bits takes so many bytes. */
const MAX_BYTE_COUNT = 10

/** Reads a number of seven bits a byte, as hyparquet does, which reads numbers without end; gives its lowest 32 bits, signed. */
export function readVarInt(cursor: Cursor): number {
  let value = 0
  for (let index = 0; index < MAX_BYTE_COUNT; index++) {
    const byte = cursor.view.getUint8(cursor.offset++)
    if (index < 5) value |= (byte & 0x7f) << (7 * index)
    if (byte < 0x80) return value
  }
  throw new Error('a number of more than 64 bits')
}

const [TRUE, FALSE, BYTE, DOUBLE, BINARY, LIST, STRUCT] = [1, 2, 3, 7, 8, 9, 12]
const MAX_DEPTH = 32

/** Passes a structure of Thrift's compact protocol. */
export function passStruct(cursor: Cursor, depth = 0): void {
  if (depth > MAX_DEPTH) throw new Error('a structure that is nested too deep')
  for (;;) {
    const head = cursor.view.getUint8(cursor.offset++)
    const type = head & 0x0f
    if (type === 0) return
    if (head >> 4 === 0) readVarInt(cursor)
    if (type !== TRUE && type !== FALSE) passValue(cursor, type, depth)
  }
}

function passValue(cursor: Cursor, type: number, depth: number): void {
  if (type === STRUCT) passStruct(cursor, depth + 1)
  else if (type === BINARY) passBytes(cursor)
  else if (type === LIST) passList(cursor, depth)
  else if (type === DOUBLE) cursor.offset += 8
  else if (type === BYTE) cursor.offset += 1
  else readVarInt(cursor)
}

function passBytes(cursor: Cursor): void {
  const length = readVarInt(cursor) >>> 0
  cursor.offset += length
}

function passList(cursor: Cursor, depth: number): void {
  const head = cursor.view.getUint8(cursor.offset++)
  const [type, short] = [head & 0x0f, head >> 4]
  const count = short === 15 ? readVarInt(cursor) : short
  if (!(count >= 0 && count <= cursor.view.byteLength)) throw new Error(`a list of ${count}`)
  for (let index = 0; index < count; index++) passValue(cursor, type === TRUE || type === FALSE ? BYTE : type, depth)
}
