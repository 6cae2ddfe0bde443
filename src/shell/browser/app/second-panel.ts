import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { byId, saveFile } from '../dom.js'
import type { Kept, SecondView } from '../page-messages.js'
import type { LabelDialog } from './label-dialog.js'
import type { Scorer } from './scorer.js'

/** The reading of posts that somebody else read before: no label of theirs is shown. */
export class SecondPanel {
  readonly #scorer: Scorer
  readonly #dialog: LabelDialog
  readonly #box = byId('second', HTMLElement)
  #view: SecondView | null = null

  constructor(scorer: Scorer, dialog: LabelDialog) {
    this.#scorer = scorer
    this.#dialog = dialog
    byId('second-go', HTMLElement).addEventListener('click', () => this.#dialog.open(this))
    byId('second-save', HTMLElement).addEventListener('click', () => void this.saveLabels())
  }

  hide(): void {
    this.#box.hidden = true
  }

  /** Opens the posts of a file. @param text as the first reader's page wrote it */
  async open(text: string, kept: Kept): Promise<string> {
    this.#show((await this.#scorer.ask({ kind: 'second', text, kept }, 'second')).view)
    return 'You read as the second reader. Nothing leaves this machine.'
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
    const heading = byId('second-heading', HTMLElement)
    heading.textContent = headingOf(view)
    byId('second-move', HTMLElement).textContent = move ?? ''
    byId('second-go', HTMLElement).textContent = doneCount === 0 ? 'Read them' : 'Go on'
    byId('second-go', HTMLElement).hidden = isDone
    byId('second-save', HTMLElement).classList.toggle('main', isDone)
    byId('second-save', HTMLElement).hidden = doneCount === 0
    this.#box.hidden = false
    heading.focus({ preventScroll: true })
  }
}

function headingOf({ doneCount, totalCount }: SecondView): string {
  if (doneCount === 0) return `${formatCount(totalCount, 'post')} to read as the second reader`
  if (doneCount < totalCount)
    return `${formatNumber(doneCount)} of ${formatCount(totalCount, 'post')} read`
  return `All ${formatCount(totalCount, 'post')} read: save your labels, and send the file back`
}
