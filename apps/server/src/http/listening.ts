import type { Server } from 'node:http'

/** Resolves when the server listens, with its port; rejects with a sentence that says what to do. */
export function listening(server: Server, { host, port }: { host: string; port: number }, advice: { taken: string }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new Sentence(advice.taken))
      else if (error.code === 'EACCES') reject(new Sentence(`Port ${port} may not be opened by this user. Choose one above 1023.`))
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') reject(new Sentence(`${host} is not an address of this computer.`))
      else reject(error)
    })
    server.listen({ host, port }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** A mistake of whoever started us: printed as it is, without a stack. */
export class Sentence extends Error {
  override readonly name = 'Sentence'
}

/**
 * Lets requests in flight finish, then closes. Kept-alive connections without a request are closed at once; what is
 * not done after `graceMs` is cut.
 */
export function closing(server: Server, graceMs = 5_000): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
