import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { BlockList } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBoundedFetch, NotReached } from './bounded-fetch.ts'
import { parseNetworks } from './client-address.ts'

const loopback = parseNetworks(['127.0.0.0/8', '::1'])
const bounded = createBoundedFetch({ allowed: loopback, timeoutMs: 300, maxBytes: 1000 })

const answers: Record<string, RequestListener> = {
  '/ok': (req, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end(`{"method":"${req.method}"}`),
  '/empty': (_, res) => void res.writeHead(204).end(),
  '/refused': (_, res) => void res.writeHead(401).end('no'),
  '/redirect': (_, res) => void res.writeHead(302, { location: '/ok' }).end(),
  '/large': (_, res) => void res.writeHead(200).end('x'.repeat(1001)),
  '/silent': () => undefined,
  // A byte now and then keeps an idle timeout from ever running out.
  '/trickle': (_, res) => { const timer = setInterval(() => res.write(' '), 50); res.on('close', () => clearInterval(timer)) },
  '/cut': (_, res) => { res.writeHead(200, { 'content-length': '10' }).write('x'); setTimeout(() => res.destroy(), 10) },
}
let server: Server
let port = 0
let seen: string[] = []
beforeAll(async () => {
  server = createServer((req, res) => {
    seen.push(req.url ?? '')
    answers[req.url ?? '']?.(req, res)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
})
afterAll(() => { server.closeAllConnections(); server.close() })

const outcome = (url: string, fetch = bounded) => fetch(url).then(({ status }) => status, (error: unknown) => (error instanceof NotReached ? error.reason : error))

test.each([
  ['/ok', 200], ['/empty', 204], ['/refused', 401], ['/redirect', 'redirected'], ['/large', 'too-large'], ['/silent', 'timeout'], ['/trickle', 'timeout'], ['/cut', 'unreachable'],
])('of %s comes %s, in bounded time and size, and no redirect is followed', async (path, expected) => {
  seen = []
  expect(await outcome(`http://127.0.0.1:${port}${path}`)).toBe(expected)
  expect(seen).toEqual([path])
})

test('a form is posted', async () => {
  const response = await bounded(`http://127.0.0.1:${port}/ok`, { method: 'POST', body: new URLSearchParams({ a: 'b' }) })
  expect(await response.json()).toEqual({ method: 'POST' })
})

test('http is spoken in named networks only, https nowhere private that nobody named, whether an address or a name leads there (O-10)', async () => {
  const nowhere = createBoundedFetch({ allowed: new BlockList(), timeoutMs: 300, maxBytes: 1000 })
  seen = []
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1']) {
    expect(await outcome(`http://${host}:${port}/ok`, nowhere), host).toBe('plain-http')
    expect(await outcome(`https://${host}:${port}/ok`, nowhere), host).toBe('private-address')
  }
  expect(await outcome('http://8.8.8.8/', bounded)).toBe('plain-http')
  expect(await outcome('https://169.254.169.254/', bounded)).toBe('private-address')
  expect(await outcome('file:///etc/passwd')).toBe('unreachable')
  expect(seen).toEqual([])
})

test('what does not listen is unreachable', async () => expect(await outcome('http://127.0.0.1:1/')).toBe('unreachable'))
