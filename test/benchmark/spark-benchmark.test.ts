import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { newFolder } from '../shell/cli/cli-harness.js'

interface SparkBenchmark {
  cutLines(main: string, posts: string, folder: string): { readonly all: string; readonly halves: readonly string[] }
  filterAtOnce(bundle: string, inputs: readonly string[], outputs: readonly string[]): Promise<void>
  sortLines(paths: readonly string[], output: string): string
  assertSameRows(one: string, other: string): void
}

const { path: at, read, write } = newFolder()

it.skipIf(process.platform === 'win32')('two concurrent filters give the rows of one, and different rows are reported', async () => {
  const path: string = '../spark/benchmark.mjs'
  const { cutLines, filterAtOnce, sortLines, assertSameRows } = (await import(path)) as SparkBenchmark
  const post = (id: number) => {
    const parentId = id % 3 === 0 ? null : String(id - (id % 3))
    return JSON.stringify({ id: String(id), threadId: `t${id - (id % 3)}`, parentId, author: 'a', text: `They gave up, says ${id}.` })
  }
  const posts = write('posts.jsonl', `${Array.from({ length: 60 }, (_, id) => post(id)).join('\n')}\n`)
  const { all, halves } = cutLines('dist/src/shell/cli/main.js', posts, at(''))
  expect(halves).toHaveLength(2)
  assertSameRows(sortLines([all], at('a')), sortLines(halves, at('b')))
  // A minimal filter: the real one has its own tests.
  const filter = write('filter.cjs', 'process.stdin.on("data", (d) => process.stdout.write(String(d).toUpperCase()))\n')
  await filterAtOnce(filter, halves, [at('0'), at('1')])
  expect(readFileSync(sortLines([at('0'), at('1')], at('c')), 'utf8').match(/\n/g)).toHaveLength(60)
  write('d', `${read('c')}one more\n`)
  expect(() => assertSameRows(at('c'), at('d'))).toThrow()
  write('e', '')
  expect(() => assertSameRows(at('e'), at('e'))).toThrow(/got none/)
  await expect(filterAtOnce(write('broken.cjs', 'process.exit(65)\n'), halves, [at('0'), at('1')])).rejects.toThrow(/the filter of/)
})
