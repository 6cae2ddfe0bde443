import { byId, onClick } from '../dom.js'
import type { PageRequest } from '../page-messages.js'
import type { Scorer } from './scorer.js'

/** Code that opened the dialog, and goes on after it. */
interface Opener {
  closed(): Promise<void>
}

type Body = Partial<Omit<Extract<PageRequest, { readonly kind: 'answer' }>, 'kind' | 'route'>>

/** The label page in a dialog over the whole window. */
export class LabelDialog {
  readonly #dialog = byId('label-dialog', HTMLDialogElement)
  #opener: Opener | null = null

  constructor(scorer: Scorer) {
    this.#dialog.addEventListener('close', () => {
      this.#dialog.querySelector('iframe')?.remove()
      void this.#opener?.closed()
    })
    onClick('#label-back', () => {
      const page = this.#dialog.querySelector('iframe')?.contentWindow
      if (page?.mayLeave?.() ?? true) this.#dialog.close()
    })
    // The label page asks the page around it through this function.
    const answerLabel = async (route: string, { revision = -1, label = null, ...remark }: Body) => {
      if (route !== 'finish') {
        const request = { kind: 'answer', route, revision, label, ...remark } as const
        return (await scorer.ask(request, 'answered')).answer
      }
      this.#dialog.close()
      return {}
    }
    Object.assign(window, { answerLabel })
  }

  /** @param start `#correct` lists the labels */
  open(opener: Opener, start = ''): void {
    const page = byId('label-page', HTMLTemplateElement).content
    const frame = document.importNode(page, true).firstElementChild
    if (!(frame instanceof HTMLIFrameElement)) return
    this.#opener = opener
    this.#dialog.querySelector('iframe')?.remove()
    frame.name = start
    this.#dialog.append(frame)
    if (!this.#dialog.open) this.#dialog.showModal()
    frame.focus()
  }
}
