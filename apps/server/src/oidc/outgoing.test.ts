import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { BlockList } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseNetworks } from '../http/client-address.ts'
import { createFetch } from './outgoing.ts'

const nowhere = new BlockList()

describe('fetch', () => {
  let server: Server
  let port = 0
  let seen = 0
  beforeAll(async () => {
    server = createServer((req, res) => {
      seen += 1
      if (req.url === '/redirect') res.writeHead(302, { location: `http://127.0.0.1:${port}/elsewhere` })
      else res.writeHead(204)
      res.end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    port = typeof address === 'object' && address ? address.port : 0
  })
  afterAll(() => { server.close() })

  test('posts to a named network, and follows no redirect', async () => {
    const fetch = createFetch(parseNetworks(['127.0.0.0/8']))
    expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: new URLSearchParams({ a: 'b' }) })).status).toBe(204)
    const before = seen
    expect((await fetch(`http://localhost:${port}/redirect`)).status).toBe(302)
    expect(seen).toBe(before + 1)
  })

  test('goes nowhere else, whether an address or a name leads there', async () => {
    const fetch = createFetch(nowhere)
    const before = seen
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1']) {
      await expect(fetch(`http://${host}:${port}/`), host).rejects.toThrow()
    }
    expect(seen).toBe(before)
  })
})
