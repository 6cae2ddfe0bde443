import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const LOOPBACK = '127.0.0.1'

/** Opens a server on the loopback address alone, at a random port. `close` cuts connections that are open. */
export async function listenLocally(server: Server): Promise<{ readonly host: string; readonly close: () => Promise<void> }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, LOOPBACK, resolve)
  })
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { host: `${LOOPBACK}:${(server.address() as AddressInfo).port}`, close }
}
