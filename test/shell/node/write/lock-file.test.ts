import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type FileLock, lockFile } from '../../../../src/shell/node/write/lock-file.js'
import { ownMark } from '../../../../src/shell/node/write/running-process.js'
import { newFolder } from '../../cli/cli-harness.js'

const lock = (path: string): Promise<FileLock> => lockFile(path, 'a test', 'AUDIT_LOCKED')

it('holds a file for one writer: the next one waits for its release', async () => {
  const folder = newFolder()
  const path = folder.path('a.jsonl')
  const first = await lock(path)
  let second: FileLock | null = null
  const waiting = lock(path).then((held) => {
    second = held
  })
  await wait(150)
  expect([first.isHeld(), second]).toEqual([true, null])
  first.release()
  await waiting
  expect(first.isHeld()).toBe(false)
  expect((second as FileLock | null)?.isHeld()).toBe(true)
  ;(second as FileLock | null)?.release()
  expect(readdirSync(folder.path('.'))).toEqual([])
})

it('lets of many writers at once one after the other in', async () => {
  const path = newFolder().path('a.jsonl')
  let insideCount = 0
  const most: number[] = []
  const write = async () => {
    const held = await lock(path)
    most.push(++insideCount)
    await wait(5)
    insideCount -= 1
    held.release()
  }
  await Promise.all(Array.from({ length: 5 }, write))
  expect(most).toEqual([1, 1, 1, 1, 1])
})

it('takes over a lock whose process is gone', async () => {
  const path = newFolder().path('a.jsonl')
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  writeFileSync(`${path}.lock`, JSON.stringify({ ...ownMark(), pid, start: null, id: 'x' }))
  const held = await lock(path)
  expect(held.isHeld()).toBe(true)
  held.release()
})
