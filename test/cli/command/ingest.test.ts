import { describe, expect, it } from 'vitest'
import { fromJsonl } from '../../jsonl.js'
import { newFolder, runCli, SAMPLE } from '../cli-harness.js'

const records = (text: string): Record<string, unknown>[] => fromJsonl(text)

describe('ingest', () => {
  it('prints posts as JSON Lines with the fields of a post', async () => {
    const { code, stdout, stderr } = await runCli(['ingest', SAMPLE])
    expect(code).toBe(0)
    expect(records(stdout)).toHaveLength(18)
    expect(Object.keys(records(stdout)[0] ?? {})).toEqual(['id', 'threadId', 'parentId', 'author', 'createdAt', 'text', 'meta'])
    expect(stderr).toMatch(/ambiguous places/)
  })

  it('--headers prints header pieces as well, and they are read back as none of the posts', async () => {
    const folder = newFolder()
    await runCli(['ingest', SAMPLE, '--headers', '--out', folder.path('posts.jsonl')])
    const all = records(folder.read('posts.jsonl'))
    expect(all.filter(({ meta }) => (meta as { role: string }).role === 'header')).toHaveLength(4)
    const { stdout, stderr } = await runCli(['ingest', folder.path('posts.jsonl')])
    expect(stdout).toBe((await runCli(['ingest', SAMPLE])).stdout)
    expect(stderr).toMatch(/18 posts \(2 roots, 16 replies, 1 thread\).*\n {2}4 header pieces/)
  })

  it('--source and --columns say what the input cannot', async () => {
    const folder = newFolder()
    const path = folder.write('odd.txt', 'nr;remark\n1;A smart move\n')
    const { stdout } = await runCli(['ingest', path, '--source', 'csv', '--columns', 'text=remark,id=nr'])
    expect(records(stdout)).toMatchObject([{ id: '1', text: 'A smart move' }])
  })
})

describe('--source list', () => {
  it('explains every source, without an input', async () => {
    for (const name of ['ingest', 'classify']) {
      const { code, stdout } = await runCli([name, '--source', 'list'])
      expect(code).toBe(0)
      expect(stdout).toMatch(/^csv\n {2}a table .*\n {2}told by: /m)
    }
  })
})
