import { existsSync, mkdtempSync, readdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createSpillFolder, type SpillFolder } from '../../../../src/shell/node/spill/spill-folder.js'
import { createSpillSorter, groupByKey } from '../../../../src/shell/node/spill/spill-sort.js'
import { IS_LONG, runCount } from '../../../support/run-count.js'

const numRuns = runCount()
const folders: SpillFolder[] = []
const newFolder = (): SpillFolder => {
  const folder = createSpillFolder()
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove()
})

const word = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\p{Surrogate}\t\n]/gu, ''))

describe('createSpillSorter', () => {
  it(`sorts by key and keeps the order of equal keys, however little memory there is (${numRuns} runs)`, () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'é', '"', ''), word)), fc.integer({ min: 1, max: 2000 }), (pairs, memory) => {
        const sorter = createSpillSorter({ folder: newFolder(), memoryByteCount: memory })
        for (const [key, line] of pairs) sorter.push(key, line)
        const expected = pairs
          .map(([key, line], index) => ({ key, line, index }))
          .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : one.index - other.index))
        expect([...sorter.sorted()]).toEqual(expected.map(({ key, line }) => ({ key, line })))
        folders.splice(0)[0]?.remove()
      }),
      { numRuns: Math.min(numRuns, 2000) },
    )
  })

  it('merges many more runs than files may be open, and leaves none behind', () => {
    const runs = IS_LONG ? 5000 : 1500
    const folder = newFolder()
    const sorter = createSpillSorter({ folder, memoryByteCount: 1 })
    for (let index = 0; index < runs; index++) sorter.push(String((index * 7919) % runs).padStart(4, '0'), `line ${index}`)
    const path = dirname(folder.nextPath())
    expect(readdirSync(path).length).toBe(runs)
    expect(statSync(path).mode & 0o777).toBe(0o700)
    let last = ''
    let count = 0
    for (const { key } of sorter.sorted()) {
      expect(key >= last).toBe(true)
      last = key
      count += 1
    }
    expect(count).toBe(runs)
    expect(readdirSync(path)).toEqual([])
    folder.remove()
    expect(existsSync(path)).toBe(false)
  })

  it('writes nothing to the disk when memory holds all', () => {
    const parent = mkdtempSync(join(tmpdir(), 'dealstance-'))
    const sorter = createSpillSorter({ folder: createSpillFolder(parent), memoryByteCount: 1e6 })
    sorter.push('b', '1')
    sorter.push('a', '2')
    expect([...sorter.sorted()].map(({ line }) => line)).toEqual(['2', '1'])
    expect(readdirSync(parent)).toEqual([])
  })

  it('says that the folder cannot be written to', () => {
    const sorter = createSpillSorter({ folder: createSpillFolder('/nowhere/at/all'), memoryByteCount: 1 })
    expect(() => sorter.push('a', 'b')).toThrow(/expected a folder for temporary files, got a folder that does not exist/)
  })
})

describe('groupByKey', () => {
  const sorted = [
    { key: '', line: 'one' },
    { key: '', line: 'two' },
    { key: 'a', line: 'three' },
  ]

  it('gives the lines of one key together', () => {
    expect([...groupByKey(sorted)]).toEqual([
      { key: '', lines: ['one', 'two'] },
      { key: 'a', lines: ['three'] },
    ])
    expect([...groupByKey([])]).toEqual([])
  })

  it('throws the error given for the key whose lines are longer than the limit together', () => {
    const limited = (length: number): unknown[] => [...groupByKey(sorted, { length, error: (key) => new Error(`too long: "${key}"`) })]
    expect(limited(6)).toHaveLength(2)
    expect(() => limited(5)).toThrow('too long: ""')
  })
})
