import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../../src/count/aggregate.js'
import { createSpillFolder } from '../../../../src/shell/node/spill/spill-folder.js'
import { createSpillRoom } from '../../../../src/shell/node/spill/spill-room.js'
import { manyPosts } from '../../../count/scored-posts.js'
import { newFolder } from '../../cli/cli-harness.js'

const parent = newFolder().path('')

describe('a room to spill to', () => {
  it('gives back what each partition was given, in its order', () => {
    const folder = createSpillFolder(parent)
    const file = createSpillRoom(folder).open()
    file.append(3, Uint32Array.of(1, 2 ** 32 - 1))
    file.append(7, Uint32Array.of(5))
    file.append(3, new Uint32Array([9, 4, 9]).subarray(1, 2))
    expect([...file.load(3)]).toEqual([1, 2 ** 32 - 1, 4])
    expect([...file.load(7)]).toEqual([5])
    expect([...file.load(0)]).toEqual([])
    folder.remove()
  })

  it('changes no byte of a breakdown, and goes with its folder', () => {
    const posts = manyPosts(3000, 1)
    const folder = createSpillFolder(parent)
    const spilled = aggregate(posts, { scheme, spill: createSpillRoom(folder, 16 * 1024) })
    const path = folder.nextPath()
    expect(existsSync(join(path, '..', 'run-1'))).toBe(true)
    expect(JSON.stringify(spilled)).toBe(JSON.stringify(aggregate(posts, { scheme })))
    folder.remove()
    expect(existsSync(join(path, '..'))).toBe(false)
  })

  it('says what to do where the folder cannot be written', () => {
    const folder = { nextPath: () => join(parent, 'none', 'run-1'), remove: () => {} }
    expect(() => createSpillRoom(folder).open()).toThrow(
      expect.objectContaining({ code: 'OUTPUT_UNWRITABLE', message: expect.stringMatching(/none.*Name another folder with --spill/) }),
    )
  })
})
