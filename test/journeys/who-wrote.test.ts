import { describe, expect, it } from 'vitest'
import { newFolder, runCli, runWell } from '../shell/cli/cli-harness.js'

const MOVE = ['--mover', 'Toyota', '--move', 'sells its robot arms', '--model', 'linear-en']

/** Posts of a table: 12 without a name, 3 by the company, the others by one account each. */
const POSTS = Array.from({ length: 40 }, (_, at) => {
  const author = at < 12 ? ['Anonymous', 'Guest', 'N/A', '-'][at % 4] : `reader${at}`
  const words = [
    'Volta gave up on cells',
    'A smart move by Volta and CATL',
    'so when does Volta report?',
  ]
  return { author: at > 36 ? '@toyota' : author, text: `${words[at % 3]}, note ${at}.` }
})

async function counted(
  name: string,
  posts: readonly { author: string | undefined; text: string }[],
  parentId = '',
) {
  const folder = newFolder()
  const rows = posts.map(
    ({ author, text }, at) => `${at + 1},${at === 0 ? '' : parentId},${author},"${text}"`,
  )
  const table = folder.write(`${name}.csv`, `id,parentId,author,text\n${rows.join('\n')}\n`)
  const scored = folder.path(`${name}.jsonl`)
  const { stderr } = await runWell(['classify', table, ...MOVE, '--out', scored])
  const labels = posts.map((_, at) => `${at + 1},ana,${at % 3 === 1 ? 'shrewd pivot' : 'retreat'}`)
  const sheet = folder.write('labels.csv', `postId,coder,label\n${labels.join('\n')}\n`)
  const audit = ['audit', scored, '--size', 'all', '--import', sheet, '--coder-kind', 'person']
  await runWell([...audit, '--quiet'])
  const refusal = (await runCli(['cite', scored])).stderr
  if (refusal.includes('CITE_MOVER_UNNAMED'))
    await runWell(['audit', scored, '--unnamed', 'All answer its announcement', '--quiet'])
  return { stderr, refusal, claim: (await runWell(['cite', scored, '--quiet'])).stdout }
}

describe('who wrote the posts', () => {
  it('nobody is an account, the company’s own account is named, and a company that no post names', async () => {
    const { stderr, refusal, claim } = await counted('table', POSTS)
    const unnamed = 'None of 40 posts names Toyota. Other names in the posts: CATL, Volta.'
    expect(stderr).toContain(unnamed)
    expect(refusal).toContain('CITE_MOVER_UNNAMED: Not for print: no post names Toyota. Count')
    expect(claim).toContain(
      'Why these posts are counted, in the publisher’s words: “All answer its announcement.”',
    )
    expect(claim).toContain(`${unnamed} The account of the company itself wrote 3 of the 40 posts;`)
    expect(claim).toMatch(/^Of 40 posts without the name Toyota that one person read/)
    expect(claim).not.toMatch(/One account|by \d+ accounts/)
  })

  it('whoever opened the thread is named with the replies of that account', async () => {
    const replies = POSTS.slice(1, 25).map(({ text }, at) => ({
      author: at % 8 === 5 ? 'quay_lad' : `reader${at}`,
      text: `Toyota: ${text}`,
    }))
    const opening = { author: 'quay_lad', text: 'Toyota sells its arms. Why?' }
    const { claim } = await counted('thread', [opening, ...replies], '1')
    expect(claim).toMatch(/^Of 24 replies/)
    expect(claim).toContain(
      'The account that opened the thread wrote 3 of the 24 posts; of the other',
    )
    expect(claim).not.toContain('One account')
  })

  it('a thread that the company’s own account opens is on its move', async () => {
    const replies = POSTS.slice(1, 25).map(({ text }, at) => ({ author: `reader${at}`, text }))
    const opening = { author: 'toyota', text: 'We sell our arms. Thank you, all.' }
    const { stderr, refusal } = await counted('own', [opening, ...replies], '1')
    expect(stderr + refusal).not.toMatch(/UNNAMED|None of|no post names/)
  })

  it('counts the accounts where all have a name, and says nothing of a company that is named', async () => {
    const posts = POSTS.map(({ text }, at) => ({
      author: `reader${at % 30}`,
      text: text.replace(/Volta|CATL/g, 'the firm'),
    }))
    const { stderr, refusal, claim } = await counted('named', [
      ...posts,
      { author: 'dana', text: 'TOYOTA’s arms are fine.' },
    ])
    expect(claim).toMatch(/^Of 41 posts by 31 accounts that one person read/)
    expect(stderr + refusal + claim).not.toMatch(/UNNAMED|None of|company itself/)
  })
})
