import { describe, expect, it } from 'vitest'
import { renderReportMarkdown } from '../../src/say/render-report-markdown.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../count/scored-posts.js'
import { auditExample } from './audited-example.js'
import { hostilePosts, reportOf } from './report-example.js'

describe('renderReportMarkdown', () => {
  it('prints a table of shares per deal, quotes of both sides, cautions and limits', () => {
    const posts = [
      scoredPost(RETREAT, { id: 'one', author: 'ana', text: 'They give up, and now they pay a rival for what they could not build.' }),
      scoredPost(PIVOT, { id: 'two', author: 'ben', text: 'Cash for idle racks is cash, and the racks stay theirs when it ends.' }),
    ]
    const text = renderReportMarkdown(reportOf(posts, { date: '2026-03-14', title: 'Oriel | its hall' }))
    expect(text).toContain('# Too few posts for shares: of 2 posts, the model labels 1 retreat and 1 shrewd pivot; nobody has checked it\n')
    expect(text).toContain('**○ Not ready to cite: nobody has checked a sample; 2 labels would be enough**')
    expect(text).toContain('Oriel \\| its hall. 2 posts by 2 known authors; labelled by the model test-model. 2026-03-14.')
    expect(text).toMatch(new RegExp(`\\| ${RETREAT} \\| █· \\| 1 \\|`))
    expect(text).toContain(`| ${NEITHER} | ·· | 0 |`)
    expect(text).toContain(
      '> They give up, and now they pay a rival for what they could not build.\n>\n> post one, ana: retreat (model confidence 60%)',
    )
    expect(text).toContain('> Cash for idle racks is cash')
    expect(text).toContain('- Machine-labelled; not checked by people')
    expect(text).toContain('## What not to conclude\n\n- These are shares of the posts captured here')
  })

  it('prints an audit column for an audited breakdown', () => {
    const text = renderReportMarkdown(auditExample().input)
    expect(text).toContain('| audited | 95% interval of the audit |')
    expect(text).toMatch(/\| \*\*\d+%\*\* \| \d+% to \d+%/)
  })

  it('lets no post become Markdown or HTML', () => {
    const text = renderReportMarkdown(reportOf(hostilePosts()))
    expect(text).not.toMatch(/<(?!br)/)
    expect(text).not.toMatch(/(?<!\\)\]\(/)
    expect(text).not.toContain('\u0000')
  })

  it('renders a report without posts', () => {
    expect(renderReportMarkdown(reportOf([]))).toContain('No posts were counted')
  })
})
