import { createServer, connect, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** A cable to a server, with somebody standing beside it. */
export type Relay = {
  port: number
  /** Every connection breaks, and new ones are refused at once. */
  cut(): void
  /** Nothing arrives and nothing is refused: a firewall that drops packets. */
  hang(): void
  restore(): void
  close(): Promise<void>
}

export async function startRelay(target: { host: string; port: number }): Promise<Relay> {
  let state: 'open' | 'cut' | 'hung' = 'open'
  const pairs = new Set<readonly [Socket, Socket]>()
  const breakAll = () => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy()
      far.destroy()
    }
    pairs.clear()
  }
  const server = createServer({ pauseOnConnect: true }, (near) => {
    if (state === 'cut') {
      near.resetAndDestroy()
      return
    }
    const far = connect(target)
    const pair = [near, far] as const
    pairs.add(pair)
    const end = () => {
      near.destroy()
      far.destroy()
      pairs.delete(pair)
    }
    for (const [from, to] of [[near, far], [far, near]] as const) {
      from.on('data', (chunk: Buffer) => {
        // While it hangs the bytes are lost, as they are behind such a firewall.
        if (state !== 'hung') to.write(chunk)
      })
      from.on('error', end)
      from.on('close', end)
    }
    near.resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = 'cut'
      breakAll()
    },
    hang() {
      state = 'hung'
    },
    restore() {
      // Connections that have lost bytes are of no use to anybody.
      if (state === 'hung') breakAll()
      state = 'open'
    },
    async close() {
      breakAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
