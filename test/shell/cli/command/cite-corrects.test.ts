import { describe, expect, it } from 'vitest'
import { manyPosts, NEITHER, onDeal, PIVOT, RETREAT } from '../../../count/scored-posts.js'
import { labelsOf, labelTable } from '../../../support/hand-labels.js'
import { toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, runCli, runWell } from '../cli-harness.js'

const POSTS = manyPosts(240, 5).map((post, index) => ({
  ...onDeal(post, 'deal-a'),
  deals: ['deal-a'],
  text: `${post.text} Words of post ${index}.`,
}))
const readAs = ({ label }: (typeof POSTS)[number], index: number) =>
  index % 4 === 0 ? NEITHER : label

/** A folder with a scored file of the first posts and its audit, as it was printed from. */
async function printed(postCount: number, size: string) {
  const folder = newFolder()
  const posts = POSTS.slice(0, postCount)
  const scored = folder.write('scored.jsonl', toJsonl(posts))
  const audit = async (...argv: readonly string[]) =>
    await runWell(['audit', scored, '--quiet', '--coder-kind', 'person', ...argv])
  const sheet = folder.write('sheet.csv', labelsOf(posts, readAs))
  await audit('--size', size, '--import', sheet)
  const former = folder.write('former.audit.jsonl', folder.read('scored.audit.jsonl'))
  const cite = async (...argv: readonly string[]) =>
    (await runWell(['cite', scored, ...argv])).stdout
  return { folder, scored, sheet, former, audit, cite, said: await cite() }
}

describe('cite --corrects', () => {
  it('of a corrected label: what was said, what is right, and why', async () => {
    const { folder, former, audit, cite, said } = await printed(60, 'all')
    const [, was = '', pivot = ''] =
      /, (\d+) saw the move “deal-a” as a retreat(?: and|,) (\d+) as/.exec(said) ?? []
    const wrong = POSTS.slice(0, 60)
      .filter((post, index) => readAs(post, index) === RETREAT)
      .slice(0, 6)
    const rows = wrong.map(({ id }) => `${id},ana,${PIVOT},misread`)
    await audit(
      '--import',
      folder.write('again.csv', labelTable(rows, 'postId,coder,label,reason')),
    )
    expect(await cite('--corrects', former)).toBe(
      `Correction: of 60 replies in one thread, not ${was} but ${Number(was) - 6} saw the move “deal-a” as a retreat, and not ${pivot} but ${Number(pivot) + 6} as a shrewd pivot, since 6 labels were corrected; too close to say that either side leads, where we said: more saw a retreat.\n`,
    )
  })

  it('of a larger sample', async () => {
    const { former, audit, cite, sheet } = await printed(240, '60')
    await audit('--size', '120', '--import', sheet)
    expect(await cite('--corrects', former)).toMatch(
      /^Correction: of 240 replies in one thread, (not \d+%|still) (but )?\d+% saw the move “deal-a” as a retreat \(\d+–\d+%\), and (not \d+%|still) (but )?\d+% as a shrewd pivot \(\d+–\d+%\), since the sample was made larger, from 60 to 120 posts[^.]*\.\n$/,
    )
  })

  it('of added posts: the former file stands for itself, with its audit', async () => {
    const { scored: former } = await printed(50, 'all')
    const { cite } = await printed(60, 'all')
    expect(await cite('--corrects', former)).toMatch(
      /^Correction: of 60 \(not 50\) replies in one thread, not \d+ of 50 but \d+ of 60 saw .* as a retreat, and not \d+ of 50 but \d+ of 60 as a shrewd pivot, since 10 posts were added[^.]*\.\n$/,
    )
  })

  it('of a copy with row numbers as ids: no label is said to be corrected (55 once were)', async () => {
    const { scored: former } = await printed(80, 'all')
    const shifted = POSTS.slice(0, 110).map((post, index) => ({
      ...post,
      id: index < 30 ? `new-${index}` : (POSTS[index - 30]?.id ?? ''),
    }))
    const folder = newFolder()
    const scored = folder.write('scored.jsonl', toJsonl(shifted))
    const sheet = folder.write('labels.csv', labelsOf(shifted, readAs))
    await runWell(['audit', scored, '--size', 'all', '--import', sheet])
    const { stdout } = await runWell(['cite', scored, '--corrects', former])
    expect(stdout).toMatch(/not \d+ of 80 but \d+ of 110 saw/)
    expect(stdout).toContain('since the posts were copied anew')
    expect(stdout).not.toContain('corrected')
  })

  it('refuses what stays the same, and what could not be printed', async () => {
    const { folder, former, scored } = await printed(60, 'all')
    expectRefusal(await runCli(['cite', scored, '--corrects', former]), 64, /got the same one\./)
    const unread = folder.write(
      'open.audit.jsonl',
      `${folder.read('former.audit.jsonl').split('\n').slice(0, 30).join('\n')}\n`,
    )
    expectRefusal(
      await runCli(['cite', scored, '--corrects', unread]),
      64,
      /got one that it refuses \(CITE_INCOMPLETE\)/,
    )
  })
})
