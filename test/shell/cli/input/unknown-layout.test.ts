import { beforeAll, describe, expect, it } from 'vitest'
import { FORUM_PAGE, LINES, TELEGRAM_HTML } from '../../../read/doubt/unknown-texts.js'
import { expectRefusal } from '../../../refusal.js'
import { newFolder, QUICK, runCli } from '../cli-harness.js'

const folder = newFolder()
const DEAL = ['--deal', 'xai-anthropic']
const CAUTION = 'About the capture: each line was read as one post, as the caller asked.'
const PAGE = folder.write('page.txt', FORUM_PAGE)
const LIST = folder.write('list.txt', LINES)

describe('a text in a layout that no source knows', () => {
  it.each([['classify'], ['ingest']])('ends %s with 65 and one line that says how to insist', async (command) => {
    expectRefusal(
      await runCli([command, PAGE, ...(command === 'classify' ? QUICK : [])]),
      65,
      /^dealstance: INGEST_LAYOUT_UNKNOWN: .*page\.txt: expected .* Here: --source NAME, --one-post-per line or --one-post-per paragraph\.\n$/,
    )
  })

  it('names the nearest format', async () => {
    const { stderr } = await runCli(['ingest', '-'], { stdin: TELEGRAM_HTML })
    expect(stderr).toContain('Nearest: telegram (chats of Telegram Desktop, exported in JSON)')
  })

  it.each([
    ['--one-post-per paragraph', ['--one-post-per', 'paragraph'], 140],
    ['--source paste', ['--source', 'paste'], 135],
  ])('is read with %s', async (_, options, count) => {
    const { code, stdout } = await runCli(['ingest', PAGE, ...options])
    expect({ code, count: stdout.trimEnd().split('\n').length }).toEqual({ code: 0, count })
  })

  it('is read line by line from a file of any name, and large inputs too', async () => {
    const named = folder.write('list.csv', LINES)
    for (const more of [[], ['--memory', '1', '--threads', '2', '--spill', folder.path('')]]) {
      const { code, stdout } = await runCli(['classify', named, '--one-post-per', 'line', ...QUICK, ...more])
      expect({ code, count: stdout.trimEnd().split('\n').length }).toEqual({ code: 0, count: 35 })
    }
  })

  it('goes with no other source', async () => {
    expectRefusal(await runCli(['ingest', LIST, '--one-post-per', 'line', '--source', 'csv']), 64, 'USAGE_OPTION_INVALID')
  })
})

describe('the caution', () => {
  const scored = folder.path('scored.jsonl')
  beforeAll(async () => {
    const { code } = await runCli(['classify', LIST, '--one-post-per', 'line', ...QUICK, ...DEAL, '--out', scored])
    expect(code).toBe(0)
  })

  it('stands in the table and in the breakdown', async () => {
    const { stdout } = await runCli(['classify', LIST, '--one-post-per', 'line', ...QUICK, ...DEAL, '--format', 'table'])
    expect(stdout).toContain(`! ${CAUTION}`)
    const { stdout: breakdown } = await runCli(['aggregate', scored, '--format', 'json'])
    expect(JSON.parse(breakdown).overall.cautions).toContain(CAUTION)
  })

  it('travels through posts that were read and written again, and into a breakdown of several files', async () => {
    const posts = folder.path('posts.jsonl')
    await runCli(['ingest', LIST, '--one-post-per', 'line', '--out', posts])
    const { stdout } = await runCli(['classify', posts, ...QUICK, ...DEAL, '--format', 'table'])
    expect(stdout).toContain(`! ${CAUTION}`)
    const counted = await runCli(['aggregate', scored, folder.write('empty.jsonl', ''), '--format', 'json'])
    expect(JSON.parse(counted.stdout).overall.cautions).toContain(CAUTION)
  })

  it('stands in the report and in the footnote of cite', async () => {
    const [labels, audit, breakdown] = [folder.path('labels.csv'), folder.path('audit.jsonl'), folder.path('breakdown.json')]
    const ids = folder
      .read('scored.jsonl')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly id: string }).id)
    const rows = ids.map((id, index) => `${id},ana,${index % 3 === 0 ? 'retreat' : 'shrewd pivot'}`)
    folder.write('labels.csv', `postId,coder,label\n${rows.join('\n')}\n`)
    expect((await runCli(['audit', scored, '--size', '35', '--import', labels, '--out', audit])).code).toBe(0)
    expect((await runCli(['aggregate', scored, '--audit', audit, '--out', breakdown])).code).toBe(0)
    const { stdout } = await runCli(['cite', breakdown, '--deal', 'xai-anthropic', '--format', 'markdown'])
    expect(stdout).toContain(CAUTION)
    expect((await runCli(['report', scored])).stdout).toContain(CAUTION.slice(0, -1))
  })
})
