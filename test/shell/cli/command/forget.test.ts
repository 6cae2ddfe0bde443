import { readdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseScoredPost } from '../../../../src/count/breakdown/parse-scored-post.js'
import { readAudit } from '../../../../src/shell/node/audit/audit-log.js'
import { post } from '../../../base/thread/post-example.js'
import { labelsOf } from '../../../support/hand-labels.js'
import { fromJsonl, toJsonl } from '../../../support/jsonl.js'
import { expectRefusal } from '../../../support/refusal.js'
import { newFolder, QUICK, runCli, runWell } from '../cli-harness.js'

const by = (author: string, id: string, text: string, parentId: string | null = null, meta = {}) => ({
  ...post(id, parentId, text, meta),
  author,
})

/** Thirty posts; goneann wrote three of them and is named in two others. */
const PERSONS = Array.from({ length: 30 }, (_, index) => {
  const author = index % 10 === 4 ? 'GoneAnn' : `person${index}`
  const text =
    index === 7 ? '@goneann no, this is a sad retreat' : index === 8 ? 'see x.com/goneann/status/1' : `A smart move, number ${index}`
  return by(author, `p${index}`, text, index === 0 ? null : index === 5 ? 'p4' : 'p0')
})
const POSTS = toJsonl(PERSONS)

async function newProject() {
  const folder = newFolder()
  const [posts, scored, audit] = [folder.write('posts.jsonl', POSTS), folder.path('scored.jsonl'), folder.path('scored.audit.jsonl')]
  await runWell(['classify', posts, ...QUICK, '--evidence', 'on', '--out', scored])
  /** Draws so many of the scored posts, and labels them all. */
  const draw = async (size: number, out = audit): Promise<void> => {
    const labels = folder.write('labels.csv', labelsOf(PERSONS, 'neither', 'eva'))
    await runWell(['audit', scored, '--size', `${size}`, '--import', labels, '--coder', 'eva', '--out', out])
  }
  return { ...folder, posts, scored, audit, draw }
}

describe('forget', () => {
  it('reports what it would do, and changes nothing without --apply', async () => {
    const { posts, scored, read } = await newProject()
    const before = [read('posts.jsonl'), read('scored.jsonl')]
    const { code, stdout, stderr } = await runCli(['forget', posts, scored, '--author', '@goneann'])
    expect([code, stdout]).toEqual([0, `${posts}: 3 removed; 3 edited\n${scored}: 3 removed; 3 edited\n`])
    expect(stderr).toContain('2 files would change. Pass --apply to do it.')
    expect([read('posts.jsonl'), read('scored.jsonl')]).toEqual(before)
  })

  it('removes every trace of a person from the files', async () => {
    const { posts, scored, read, path } = await newProject()
    const { code, stderr } = await runCli(['forget', posts, scored, '--author', 'goneann', '--apply'])
    expect([code, stderr]).toEqual([0, expect.stringContaining('2 files rewritten')])
    expect(readdirSync(path('.')).filter((name) => name.startsWith('.') || name.endsWith('.lock'))).toEqual([])
    for (const name of ['posts.jsonl', 'scored.jsonl']) expect(read(name), name).not.toMatch(/goneann/i)
    const left = fromJsonl(read('posts.jsonl'))
    expect(left).toHaveLength(27)
    expect(left.find(({ id }) => id === 'p5')).toMatchObject({ parentId: null, meta: { role: 'reply', missingParent: 'forgotten' } })
    expect(left.find(({ id }) => id === 'p7').text).toBe('@forgotten no, this is a sad retreat')
    for (const [index, line] of read('scored.jsonl').trim().split('\n').entries()) {
      const post = parseScoredPost(JSON.parse(line), `line ${index + 1}`)
      for (const { start, end, text } of post.evidence ?? []) expect(post.text.slice(start, end)).toBe(text)
    }
    const again = await runCli(['forget', posts, scored, '--author', 'goneann'])
    expect([again.code, again.stdout, again.stderr]).toEqual([0, '', expect.stringContaining('nothing found')])
  })

  it('says what it edited where it removed nothing', async () => {
    const { write } = newFolder()
    const posts = write('posts.jsonl', toJsonl([by('bob', 'a', '@goneann hm')]))
    const { stdout, stderr } = await runCli(['forget', posts, '--author', 'goneann', '--apply'])
    expect([stdout, stderr]).toEqual([`${posts}: 1 edited\n`, expect.stringContaining('1 file rewritten')])
  })

  it('leaves out columns of others that name the person in words, and names them', async () => {
    const { write, read } = newFolder()
    const posts = [by('bob', 'a', 'Hm.', null, { note: 'told by Gone Ann', likes: '7' }), by('gone ann', 'b', 'Yes.', 'a')]
    const path = write('posts.jsonl', toJsonl(posts))
    const { stdout } = await runCli(['forget', path, '--author', 'Gone Ann', '--apply'])
    expect(stdout).toContain('posts.jsonl: 1 removed; 1 edited; cells of the column "note" are left out: they name the person in words')
    expect(fromJsonl(read('posts.jsonl')).map(({ meta }) => meta)).toEqual([{ role: 'root', likes: '7' }])
  })

  it('keeps the record of a deal that was named on the command, also when the posts that carry it go', async () => {
    const { path, write, read } = newFolder()
    const input = write('posts.jsonl', POSTS)
    const out = path('scored.jsonl')
    await runCli(['classify', input, ...QUICK, '--mover', 'Sonos', '--move', 'drops Cast', '--name', 'sonos-cast', '--out', out])
    const named = async (): Promise<unknown> => JSON.parse((await runCli(['aggregate', out, '--format', 'json'])).stdout).deals[0]
    const record = { dealId: 'sonos-cast', mover: 'Sonos', move: 'Sonos drops Cast.' }
    expect(await named()).toMatchObject({ ...record, postCount: 30 })
    for (const author of ['person0', 'person1']) await runWell(['forget', out, '--author', author, '--apply'])
    expect(await named()).toMatchObject({ ...record, postCount: 28 })
    expect(read('scored.jsonl').split('"move":').length).toBe(2)
    await runWell(['forget', out, '--post', 'p2', '--post', 'p3', '--apply'])
    expect(await named()).toMatchObject({ ...record, postCount: 26 })
  })

  it('removes a post by its id, and finds a person under the pseudonym', async () => {
    const folder = newFolder()
    const posts = folder.write('posts.jsonl', POSTS)
    const [key, out] = [folder.path('key'), newFolder().path('scored.jsonl')]
    await runCli(['classify', posts, ...QUICK, '--pseudonymise', `new:${key}`, '--out', out])
    const byId = await runCli(['forget', out, '--post', 'p9', '--apply'])
    expect(byId.stdout).toBe(`${out}: 1 removed\n`)
    const byName = await runCli(['forget', out, '--author', 'GoneAnn', '--key', key, '--apply'])
    expect(byName.stdout).toBe(`${out}: 3 removed; 3 edited\n`)
  })

  it('keeps an audit true: units and labels go, strata are counted anew, the chain holds', async () => {
    const { scored, audit, draw } = await newProject()
    await draw(20)
    const before = await readAudit(audit)
    const { stdout } = await runCli(['forget', scored, '--author', 'goneann', '--apply'])
    const after = await readAudit(audit)
    const gone = before.design.units.filter(({ postId }) => ['p4', 'p14', 'p24'].includes(postId)).length
    expect(stdout).toContain(`${audit}: ${gone > 0 ? `${gone} removed; ` : ''}its lines have a new hash chain`)
    expect(after.design.units).toHaveLength(before.design.units.length - gone)
    const total = (file: typeof before): number => file.design.strata.reduce((sum, { populationCount }) => sum + populationCount, 0)
    expect(total(after)).toBe(total(before) - 3)
    expect(after.design.scoredCount).toBe(27)
    expect(after.labels).toHaveLength(before.labels.length - gone)
    expect(after.labels.length).toBeGreaterThan(10)
    const { code, stderr } = await runCli(['aggregate', scored, '--audit', audit, '--format', 'json'])
    expect([code, stderr.match(/AUDIT_\w+/)?.[0]]).toEqual([0, undefined])
  })

  it.each(['p4', 'p7'])('changes nothing where an audit holds %s and its scored posts are not named', async (id) => {
    const { posts, path, audit, draw, read } = await newProject()
    await draw(30)
    const before = [read('posts.jsonl'), read('scored.audit.jsonl')]
    const scored = path('other.jsonl')
    await runWell(['classify', posts, ...QUICK, '--out', scored])
    const lines = read('other.jsonl').split('\n')
    writeFileSync(scored, lines.filter((line) => line.includes(`"id":"${id}"`)).join('\n'))
    const whom = id === 'p4' ? ['--post', id] : ['--author', 'goneann']
    const ran = await runCli(['forget', posts, scored, audit, ...whom, '--apply'])
    expectRefusal(
      ran,
      65,
      /AUDIT_MISMATCH: .*scored\.audit\.jsonl: expected the scored posts that its sample was picked from among the files/,
    )
    expect([read('posts.jsonl'), read('scored.audit.jsonl')]).toEqual(before)
  })

  it('removes posts that name their author by an id alone, and retweets of their words', async () => {
    const { read, write } = newFolder()
    const posts = [
      by('staybob', '1', 'A smart move', null, { authorId: '9007199254740993' }),
      by('goneann', '2', 'Words of Ann', null, { authorId: '9007199254740992' }),
      by('staybob', '3', 'RT @GoneAnn: Words of Ann'),
      by('9007199254740992', '4', 'More words of Ann'),
    ]
    const path = write('posts.jsonl', toJsonl(posts))
    const { code, stdout } = await runCli(['forget', path, '--author', '@goneann', '--apply'])
    expect([code, stdout]).toEqual([0, `${path}: 3 removed\n`])
    expect(read('posts.jsonl').trim().split('\n')).toHaveLength(1)
  })

  it('requires files of posts, and a person or a post', async () => {
    const { write, path } = newFolder()
    const posts = write('posts.jsonl', POSTS)
    const table = write('posts.csv', 'id,author,text\n1,goneann,words\n')
    expect((await runCli(['forget', posts])).code).toBe(64)
    expect((await runCli(['forget', '--author', 'x'])).code).toBe(64)
    expect((await runCli(['forget', '-', '--author', 'x'])).code).toBe(64)
    expect((await runCli(['forget', path('none'), '--author', 'x'])).code).toBe(66)
    expectRefusal(await runCli(['forget', table, '--author', 'x']), 65, /INGEST_EMPTY: .*posts\.csv: expected posts as JSONL, got none\./)
  })
})
