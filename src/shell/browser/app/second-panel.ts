import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { element, hide, onClick, saveFile, setText } from '../dom.js'
import type { Kept, SecondView } from '../page-messages.js'
import type { LabelDialog } from './label-dialog.js'
import type { Scorer } from './scorer.js'

/** The reading of posts that somebody else read before: no label of theirs is shown. */
export class SecondPanel {
  readonly #scorer: Scorer
  readonly #dialog: LabelDialog
  #view: SecondView | null = null

  constructor(scorer: Scorer, dialog: LabelDialog) {
    this.#scorer = scorer
    this.#dialog = dialog
    onClick('#second-go', () => this.#dialog.open(this))
    onClick('#second-save', () => this.saveLabels())
  }

  hide(): void {
    hide('second', true)
  }

  /** Opens the posts of a file. @param text as the first reader's page wrote it */
  async open(text: string, kept: Kept): Promise<string> {
    this.#show((await this.#scorer.ask({ kind: 'second', text, kept }, 'second')).view)
    return ''
  }

  async closed(): Promise<void> {
    await this.#refresh()
  }

  async saveLabels(): Promise<void> {
    // The view may be older than the last label.
    await this.#refresh()
    if (this.#view !== null) saveFile(this.#view.labels)
  }

  async #refresh(): Promise<void> {
    const request = { kind: 'second', text: null, kept: {} } as const
    this.#show((await this.#scorer.ask(request, 'second')).view)
  }

  #show(view: SecondView): void {
    this.#view = view
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
