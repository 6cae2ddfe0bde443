import { byId } from './dom.js'

/** Bytes that the page carries in a block of its own, gzipped, in base64. */
export async function unpack(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const binary = atob(byId(id, HTMLScriptElement).text)
  const packed = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) packed[index] = binary.charCodeAt(index)
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
}

/** The one policy that the page's content policy allows: it makes the address of the worker. */
const POLICY_NAME = 'dealstance-worker'

/** Starts the worker out of the page's own bytes. */
export async function startWorker(): Promise<Worker> {
  const url = URL.createObjectURL(new Blob([await unpack('worker')], { type: 'text/javascript' }))
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
  workerPolicy ??= trustedTypes?.createPolicy(POLICY_NAME, { createScriptURL: (one) => one }) ?? { createScriptURL: (one) => one }
  return new Worker(workerPolicy.createScriptURL(url))
}

let workerPolicy: { createScriptURL(url: string): string } | undefined
