import { describe, expect, it } from 'vitest'
import { expectRefusal } from '../../../refusal.js'
import { cite, counted, csv, folder, fresh, HONEST, POSTS, read, SCORED } from '../audit/crowd-example.js'
import { newFolder, runCli } from '../cli-harness.js'

const write = (path: string, value: unknown): string => folder.write(`edited-${path.split('/').at(-1)}`, JSON.stringify(value))

describe('labels that repeat the model', () => {
  const COPIED = csv(
    'copied.csv',
    POSTS.map(({ id, label }) => `${id},ana,${label}`),
  )

  it('150 of 150 equal to a model that is right on three of five: refused, unless somebody says why, which is printed', async () => {
    const breakdown = await counted(fresh(), SCORED, '--size', '150', '--import', COPIED, '--coder-kind', 'person')
    expectRefusal(
      await cite(breakdown),
      65,
      /^dealstance: CITE_LABELS_COPIED: [^\n]*150 of 150 are equal to its own, also 50 of the 50 of which/m,
    )
    const accepted = await cite(breakdown, '--accept-agreement', 'The posts are one-word replies.', '--format', 'json')
    const claim = JSON.parse(accepted.stdout)
    expect(claim.footnote).toContain("Caution: the labels are the model's own on 150 of 150 posts")
    expect(claim.footnote).not.toContain("same as the model's")
    expect(claim.footnote).toContain('The posts are one-word replies.')
    const path = folder.write('accepted.json', accepted.stdout)
    expect((await runCli(['verify', path])).code).toBe(0)
    expect((await cite(breakdown, '--accept-agreement', ' ')).code).toBe(64)
  })
})

describe('an edited breakdown', () => {
  it('is held against the scored file and the audit beside it', async () => {
    const breakdown = await counted(fresh(), SCORED, '--size', '150', '--import', HONEST, '--coder-kind', 'person')
    const { origin: _, ...audit } = read(breakdown).audit ?? {}
    expectRefusal(
      await cite(write(breakdown, { ...read(breakdown), audit })),
      65,
      /^dealstance: CITE_EDITED: Not ready to cite: [^\n]*is not as aggregate wrote it: [^\n]*audit\.origin counted anew [^\n]*, got /m,
    )
    expect((await cite(write(breakdown, read(breakdown)))).code).toBe(0)
  })

  it('is refused where no file is there: only what is counted anew is cited', async () => {
    const path = await counted(fresh(), SCORED, '--size', '150', '--import', HONEST)
    const { evidence: _, ...alone } = read(path)
    expectRefusal(await cite(folder.write('alone.json', JSON.stringify(alone))), 65, /REPORT_INVALID: [^\n]*names the files/)
    const elsewhere = newFolder()
    const moved = elsewhere.write('moved.json', JSON.stringify(read(path)))
    const line = /EVIDENCE_MISSING: Not ready to cite: [^\n]* is not beside [^\n]*Give those: npm run cite -- SCORED --audit AUDIT\.\n/
    expectRefusal(await cite(moved), 65, line)
    expectRefusal(await runCli(['cite', '-'], { stdin: JSON.stringify(read(path)) }), 65, line)
  })

  it('is out of date where somebody labelled since', async () => {
    const audit = fresh()
    const breakdown = await counted(audit, SCORED, '--size', '150', '--import', HONEST)
    await runCli(['audit', SCORED, '--out', audit, '--size', '160', '--import', HONEST])
    expectRefusal(
      await cite(breakdown),
      65,
      /^dealstance: CITE_EDITED: Not ready to cite: [^\n]*audit\.jsonl beside [^\n]* has changed since it was counted[^\n]*\n$/m,
    )
  })
})
