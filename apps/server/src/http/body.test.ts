import { createServer } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readForm, readJson } from './body.ts'

const server = createServer(async (req, res) => {
  const outcome = req.url === '/json' ? await readJson(req) : await readForm(req)
  res.setHeader('connection', 'close')
  res.end(JSON.stringify(outcome))
})
let base = ''

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  base = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : ''
})
afterAll(() => server.close())

const post = async (path: string, type: string, body: string | Uint8Array<ArrayBuffer>) =>
  (await fetch(base + path, { method: 'POST', headers: { 'content-type': type }, body })).json()
const form = 'application/x-www-form-urlencoded'

describe('readForm', () => {
  test('gives each field once', async () => {
    expect(await post('/', form, 'username=a%20b&code=')).toEqual({ ok: true, value: { username: 'a b', code: '' } })
  })
  test('refuses a field that stands twice: two parsers that choose differently are a way around a check', async () => {
    expect(await post('/', form, 'username=a&username=b')).toMatchObject({ ok: false, status: 400, reason: 'repeated-field' })
  })
  test('a field called __proto__ is a field', async () => {
    expect(await post('/', form, '__proto__=x&a=1')).toMatchObject({ ok: true })
  })
  test('refuses more than its limit, also without a length', async () => {
    expect(await post('/', form, 'a='.padEnd(20_000, 'x'))).toMatchObject({ ok: false, status: 413 })
    const chunked = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 20; n++) controller.enqueue(new TextEncoder().encode('x'.repeat(1000)))
        controller.close()
      },
    })
    const answer = await fetch(base, { method: 'POST', headers: { 'content-type': form }, body: chunked, duplex: 'half' } as RequestInit)
    expect(await answer.json()).toMatchObject({ ok: false, status: 413 })
  })
  test('refuses another media type and what is not UTF-8', async () => {
    expect(await post('/', 'text/plain', 'a=1')).toMatchObject({ ok: false, status: 415 })
    expect(await post('/', form, new Uint8Array([0x61, 0x3d, 0xff]))).toMatchObject({ ok: false, reason: 'not-utf8' })
  })
})

describe('readJson', () => {
  test('an empty body is no value; a broken one is refused', async () => {
    expect(await post('/json', 'application/json', '')).toEqual({ ok: true })
    expect(await post('/json', 'application/json', '{"a":')).toMatchObject({ ok: false, status: 400, reason: 'malformed' })
    expect(await post('/json', 'application/json; charset=utf-8', '{"a":1}')).toEqual({ ok: true, value: { a: 1 } })
  })
})
