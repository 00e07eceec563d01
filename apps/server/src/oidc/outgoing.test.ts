import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { BlockList } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseNetworks } from '../http/client-address.ts'
import { createFetch, mayReach } from './outgoing.ts'

const nowhere = new BlockList()

describe('where we connect to of our own accord (O-10)', () => {
  test.each([
    '127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1', '192.0.2.1', '198.18.0.1', '224.0.0.1',
    '255.255.255.255', '::1', '::', 'fc00::1', 'fd12::1', 'fe80::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2001:db8::1', '2002:7f00:1::', 'ff02::1', 'localhost', '',
  ])('is not %s', (address) => expect(mayReach(nowhere, address)).toBe(false))

  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])('may be %s', (address) => expect(mayReach(nowhere, address)).toBe(true))

  test('is a private network only when the operator named it', () => {
    const named = parseNetworks(['10.0.0.0/8', '::1'])
    expect(['10.1.2.3', '::ffff:10.1.2.3', '::1', '192.168.1.1', '127.0.0.1'].map((address) => mayReach(named, address))).toEqual([true, true, true, false, false])
  })
})

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
