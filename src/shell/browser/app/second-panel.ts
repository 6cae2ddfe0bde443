import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { element, hide, onClick, setText } from '../dom.js'
import type { Kept, PageFile, SecondView } from '../page-messages.js'
import type { LabelDialog } from './label-dialog.js'
import type { Scorer } from './scorer.js'

/** The reading of posts that somebody else read before: no label of theirs is shown. */
export class SecondPanel {
  readonly #scorer: Scorer
  readonly #dialog: LabelDialog

  constructor(scorer: Scorer, dialog: LabelDialog) {
    this.#scorer = scorer
    this.#dialog = dialog
    onClick('#second-go', () => this.#dialog.open(this))
    onClick('#second-save', () => this.#dialog.save(this))
  }

  hide(): void {
    hide('second', true)
  }

  /** Opens the posts of a file. @param text as the first reader's page wrote it */
  async open(text: string, kept: Kept): Promise<string> {
    await this.#ask(text, kept)
    return ''
  }

  async closed(): Promise<void> {
    await this.#ask(null, {})
  }

  async labels(): Promise<PageFile> {
    return (await this.#ask(null, {})).labels
  }

  /** @param text null for the posts that are open */
  async #ask(text: string | null, kept: Kept): Promise<SecondView> {
    const { view } = await this.#scorer.ask({ kind: 'second', text, kept }, 'second')
    this.#show(view)
    return view
  }

  #show(view: SecondView): void {
    const { doneCount, totalCount, move } = view
    const isDone = doneCount === totalCount
    const heading = element('second-heading')
    heading.textContent = headingOf(view)
    setText('second-move', move ?? '')
    setText('second-go', doneCount === 0 ? 'Read them' : 'Go on')
    hide('second-go', isDone)
    element('second-save').classList.toggle('main', isDone)
    hide('second-save', doneCount === 0)
    hide('second', false)
    heading.focus({ preventScroll: true })
  }
}

function headingOf({ doneCount, totalCount }: SecondView): string {
  if (doneCount === 0) return `${formatCount(totalCount, 'post')} to read as the second reader`
  if (doneCount < totalCount)
    return `${formatNumber(doneCount)} of ${formatCount(totalCount, 'post')} read`
  return `All ${formatCount(totalCount, 'post')} read: save your labels, and send the file back`
}
