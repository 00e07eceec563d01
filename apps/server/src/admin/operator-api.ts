import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type Api, createApi } from '@tegata/contract'
import type { Realm, Storage } from '@tegata/storage'
import { makeOperatorToken } from './operator-token.ts'

type Needs = {
  storage: Pick<Storage, 'unit' | 'protocol' | 'audit'>
  /** The application that serves the API. */
  handle: RequestListener
}

export type OperatorApi = { of: (realm: Realm, operator: string) => Promise<Api>; close: () => Promise<void> }

/**
 * The REST API for the command line: the very same one, asked over the loopback of this process, so that a command and
 * a script can never do different things. Listens from the first use until `close`.
 */
export function createOperatorApi({ storage, handle }: Needs): OperatorApi {
  const server = createServer(handle)
  const listen = async (): Promise<string> => {
    if (!server.listening) {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
    }
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The loopback server has no port')
    return `http://127.0.0.1:${address.port}`
  }
  return {
    async of(realm, operator) {
      const [base, token] = [await listen(), await makeOperatorToken({ storage }, realm, operator)]
      return createApi({ base, realm: realm.name, token: () => token })
    },
    async close() {
      if (!server.listening) return
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
