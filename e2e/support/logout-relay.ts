import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { claimsOf } from './application.ts'
import { until } from './tegata.ts'

/** Takes our logout tokens for an application, which gets each when a test says so, and is then known to be done with it. */
export type LogoutRelay = {
  url: string
  /** Waits for our logout token of this person, hands it on, and answers the application's status. */
  handOn(subject: string): Promise<number>
  close(): void
}

/** In front of the application's back-channel logout address `to`. */
export async function startLogoutRelay(to: string): Promise<LogoutRelay> {
  const held: { token: string; response: ServerResponse }[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const one = { token: new URLSearchParams(body).get('logout_token') ?? '', response }
      held.push(one)
      // Our server has waited for long enough, and is going to send a new one.
      response.once('close', () => {
        if (held.includes(one)) held.splice(held.indexOf(one), 1)
      })
    }, () => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/logout`,
    async handOn(subject) {
      const find = () => held.find(({ token }) => claimsOf(token).sub === subject)
      await until(() => find() !== undefined, 30_000, () => 'no logout token came')
      const one = find()
      if (one === undefined) throw new Error('the logout token was withdrawn')
      held.splice(held.indexOf(one), 1)
      const answer = await fetch(to, { method: 'POST', body: new URLSearchParams({ logout_token: one.token }), signal: AbortSignal.timeout(60_000) })
      one.response.writeHead(answer.status).end(await answer.text())
      return answer.status
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
