import { byId } from '../dom.js'

export const note = byId('note', HTMLInputElement)
export const doubt = byId('doubt', HTMLInputElement)
export const reason = byId('reason', HTMLInputElement)
export const authors = byId('authors', HTMLInputElement)
export const codebook = document.getElementById('codebook') as HTMLDetailsElement | null
export const tools = byId('tools', HTMLDetailsElement)
export const labelButtons = [...document.querySelectorAll<HTMLButtonElement>('button[data-label]')]
