import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readDeals } from '../../src/node/read-deals.js'

const folder = mkdtempSync(join(tmpdir(), 'dealstance-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('readDeals', () => {
  it('reads the built-in catalogue', async () => {
    expect((await readDeals('corpus/deals.json')).map(({ id }) => id)).toContain('xai-google')
  })

  it('reads standard input', async () => {
    async function* stdin() {
      yield '[]'
    }
    expect(await readDeals('-', { stdin: stdin() })).toEqual([])
  })

  it.each([
    { name: 'absent.json', code: 'INPUT_MISSING' },
    { name: '.', code: 'INPUT_IS_DIRECTORY' },
    { name: 'empty.json', code: 'INGEST_EMPTY' },
    { name: 'broken.json', code: 'DEALS_INVALID' },
  ])('$name: $code', async ({ name, code }) => {
    writeFileSync(join(folder, 'empty.json'), '')
    writeFileSync(join(folder, 'broken.json'), '[{]')
    await expect(readDeals(join(folder, name))).rejects.toMatchObject({ code, message: expect.stringContaining(folder) })
  })
})
