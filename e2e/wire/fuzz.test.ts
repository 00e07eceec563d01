import { connect } from 'node:net'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../support/postgres.ts'
import { type Production, startProduction } from '../support/production.ts'

type Sent = { method: string; path: string; headers: Record<string, string>; body?: Buffer }
type Answer = { status: number; body: string; headers: NodeJS.Dict<string | string[]> }

describe.each(['SQLite', 'PostgreSQL'])('whatever a caller sends, on %s', (database) => {
  let house: Production
  let id: string
  let bearer: string
  let journey: string
  let jar: string
  beforeAll(async () => {
    house = await startProduction(database === 'PostgreSQL' ? { databaseUrl: await freshDatabase() } : {})
    const person = await house.settle('target')
    id = person.id
    bearer = (await house.must('admin', 'token', '--realm', 'corp')).trim()
    // Somebody is signed in and asked once more: cookies of a session and of a sign-in under way.
    const walker = house.walker()
    await house.app.signIn(walker, person)
    await walker.open(house.app.ask({ prompt: 'login' }).url)
    journey = walker.shown.url.pathname
    jar = [...walker.cookies.get('localhost')?.values() ?? []].map(({ name, value }) => `${name}=${value}`).join('; ')
  })
  afterAll(() => house.stop())

  const send = ({ method, path, headers, body }: Sent): Promise<Answer> => new Promise((resolve, reject) => {
    const { port } = new URL(house.node.url)
    const sent = request({ host: '127.0.0.1', port, method, path, headers: { ...headers, ...(body && { 'content-length': String(body.length) }) }, timeout: 30_000 }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString(), headers: answer.headers }))
      answer.on('error', reject)
    })
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path} was not answered`)))
    sent.on('error', reject)
    sent.end(body)
  })
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '..', '%00', '%2e%2e', '%ff', '%', 'a'.repeat(1_000), '😀', '＠', "'", '"><script>', '${7*7}', '-1', '0', 'null']
  const paths = (): string[] => {
    const oidc = '/realms/corp/protocol/openid-connect'
    const fixed = [
      '/', '/realms', '/realms/corp', '/realms/corp/', '/realms/corp/help', '/realms/corp/link', '/realms/corp/link/new', '/realms/corp/link/sent', '/realms/corp/forgot-password', '/realms/corp/account',
      '/realms/corp/account/callback', '/realms/corp/account/password', '/realms/corp/account/sessions', '/realms/corp/account/authenticators', '/console/corp', '/console/corp/users', '/assets/x.css', '/dev/mail', '/dev/clock', '/api/openapi.json',
      '/realms/corp/.well-known/openid-configuration', '/auth/realms/corp/.well-known/openid-configuration', '/health/ready', '/metrics',
      ...['auth', 'token', 'token/introspect', 'userinfo', 'certs', 'revoke', 'logout', 'logout/confirm', 'logout/success', 'ext/par/request', 'auth/x', 'auth/device', 'nothing'].map((end) => `${oidc}/${end}`),
      journey, ...['login', 'code', 'enrol', 'choose', 'password', 'cancel', 'consent', 'emergency', 'request-reset', 'send-again', 'cannot-use-code', '__proto__', 'constructor'].map((step) => `${journey}/${step}`),
      ...['', '/users', `/users/${id}`, `/users/${id}/roles`, `/users/${id}/sessions`, `/users/${id}/emergency-tokens`, '/roles', '/groups', '/clients', '/events', '/reset-requests', '/me'].map((end) => `/api/realms/corp${end}`),
    ]
    const odd = names.flatMap((name) => [
      `/realms/${name}`, `/realms/corp/${name}`, `/realms/corp/journey/${name}`, `${journey}/${name}`, `/realms/corp/link?key=${name}`, `/realms/corp/forgot-password?back=${name}`, `/realms/corp/account/${name}`,
      `/api/realms/${name}/users`, `/api/realms/corp/${name}`, `/api/realms/corp/users/${name}`, `/api/realms/corp/clients/${name}`, `/api/realms/corp/users?cursor=${name}&limit=${name}`, `/console/${name}`, `/assets/${name}`,
      `${oidc}/auth?client_id=${name}`, `${oidc}/auth?client_id=app&redirect_uri=${name}`, `${oidc}/auth?client_id=app&claims=${name}&max_age=${name}&acr_values=${name}&ui_locales=${name}&prompt=${name}&login_hint=${name}&id_token_hint=${name}&request=${name}&request_uri=${name}`,
      `${oidc}/logout?id_token_hint=${name}&post_logout_redirect_uri=${name}&client_id=${name}&state=${name}`, `${oidc}/auth/${name}`, `/.well-known/${name}`,
    ]).map((path) => path.replaceAll(/[^\x21-\x7e]/gu, (char) => encodeURIComponent(char)))
    return [...fixed, ...odd]
  }
  const form = 'application/x-www-form-urlencoded'
  const bodies = (): Pick<Sent, 'headers' | 'body'>[] => [
    { headers: {} },
    { headers: { 'content-type': form }, body: Buffer.from('username=a&username=b&csrf[]=x&__proto__=1&constructor=2&code=%00%ff&client_id=app&client_id=app') },
    { headers: { 'content-type': form }, body: Buffer.from(`grant_type=authorization_code&client_id=app&code=${'x'.repeat(5_000)}&token=${'.'.repeat(50)}&refresh_token=a.b.c&id_token_hint=a.b.c`) },
    { headers: { 'content-type': form }, body: Buffer.from([0xff, 0xfe, 0x00, 0x3d, 0xc3, 0x28]) },
    { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"__proto__":{"a":1},"constructor":null,"username":["x"],"limits":{"__proto__":1}}') },
    { headers: { 'content-type': 'application/json' }, body: Buffer.from('[[[[[[{') },
    { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: Buffer.from('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--') },
    { headers: { 'content-type': form }, body: Buffer.alloc(300_000, 'a=b&') },
  ]
  const surroundings = (): Record<string, string>[] => [
    {}, { cookie: jar }, { cookie: `${jar}; ${jar}; tegata.corp=%00; tegata.corp.sig=; ; =; a` }, { cookie: `tegata.corp.browser=${'A'.repeat(43)}; tegata.corp.link=${'A'.repeat(43)}; tegata.corp.hint=%%%; tegata.corp.known=x` },
    { authorization: `Bearer ${bearer}` }, { authorization: 'Bearer a.b.c' }, { authorization: 'Basic Og==' }, { authorization: 'Basic %%%' }, { authorization: `Basic ${Buffer.from('app:x:y%zz').toString('base64')}` },
    { 'accept-language': `${'x,'.repeat(500)};q=9`, 'user-agent': '' }, { 'if-match': '"\\', accept: '%', origin: 'null', 'sec-fetch-site': 'none' }, { 'x-forwarded-for': '::::, %', forwarded: '=;,', 'x-http-method-override': 'DELETE' },
  ]

  test('S-7, C-4: no path, method, body or header brings a 500, a stack, or an answer without our headers', { timeout: 240_000 }, async () => {
    const wrong: string[] = []
    const cases: Sent[] = []
    const [all, dressed, around] = [paths(), bodies(), surroundings()]
    // Every path with every method; bodies and surroundings take turns, so that each meets each path of its kind sooner or later.
    let turn = 0
    for (const path of all) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const times = method === 'POST' || method === 'GET' ? 4 : 1
        for (let n = 0; n < times; n += 1) {
          turn += 1
          const body = ['GET', 'HEAD', 'OPTIONS'].includes(method) ? { headers: {} } : dressed[turn % dressed.length] ?? { headers: {} }
          // What an administrator may do on purpose is no mistake: nobody deletes the target here.
          const surrounding = around[(turn * 5) % around.length] ?? {}
          const isOperator = surrounding.authorization?.includes(bearer) === true && method !== 'GET'
          cases.push({ method, path, ...body, headers: { ...body.headers, ...(isOperator ? {} : surrounding) } })
        }
      }
    }
    for (let at = 0; at < cases.length; at += 40) {
      await Promise.all(cases.slice(at, at + 40).map(async (sent) => {
        const answer = await send(sent).catch((error: unknown) => ({ status: 599, body: String(error), headers: {} as Answer['headers'] }))
        const what = `${sent.method} ${sent.path.slice(0, 120)} ${JSON.stringify({ ...sent.headers, authorization: sent.headers.authorization?.slice(0, 20), cookie: sent.headers.cookie?.slice(0, 40) })}`
        if (answer.status >= 500) wrong.push(`${answer.status} ${what} ${answer.body.slice(0, 200)}`)
        if (/ {4}at |node_modules|\.ts:\d/.test(answer.body)) wrong.push(`a stack for ${what}`)
        if (answer.status < 500 && answer.headers['x-content-type-options'] !== 'nosniff') wrong.push(`${answer.status} without nosniff for ${what}`)
        if (answer.status < 500 && String(answer.headers['content-type'] ?? '').includes('text/html') && !answer.headers['content-security-policy']) wrong.push(`a page without a content policy for ${what}`)
        if (/<script>(?!\s*$)/.test(answer.body) && answer.body.includes('"><script>')) wrong.push(`echoes markup for ${what}`)
      }))
    }
    expect([...new Set(wrong)].slice(0, 40), `${wrong.length} of ${cases.length}`).toEqual([])
    expect((await house.api('GET', `/users/${id}`)).status).toBe(200)
    expect(house.node.output().split('\n').filter((line) => line.includes('"level":50')).slice(0, 5)).toEqual([])
  })

  test.each([
    ['a NUL', 'a\0b'], ['half a letter', '\ud83d'], ['a name written backwards', '\u202eadmin'], ['blanks alone', ' \u3000 '], ['a very long name', 'x'.repeat(5_000)], ['two lines', 'a\r\nSet-Cookie: x=y'],
    ['a pattern', '%_*'], ['a query', "' OR 1=1 --"], ['an address with a display name', '"Ada" <target@corp.example>'], ['an address with a comment', 'target(x)@corp.example'], ['two addresses', 'target@corp.example,evil@evil.example'],
  ])('P-12: %s where a name belongs is a wrong name, at sign-in, for a forgotten password and in a search', async (_, name) => {
    const walker = house.walker()
    await walker.open(house.app.ask().url)
    const shown = await walker.send({ username: name, password: name }, 'login')
    expect([shown.status, shown.step]).toEqual([200, 'login'])
    expect(shown.headers.get('x')).toBe(null)
    await walker.open(`${house.issuer}/forgot-password`)
    expect((await walker.send({ username: name })).status).toBe(200)
    const found = await house.api('GET', `/users?search=${encodeURIComponent(name.toWellFormed().slice(0, 200))}`)
    expect([200, 400]).toContain(found.status)
    const created = await house.api('POST', '/users', { username: name, email: name, givenName: name, familyName: name, department: name })
    expect(created.status).toBe(400)
    expect((await house.api('POST', '/roles', { name, description: name })).status).toBeLessThan(500)
    expect((await house.api('POST', `/users/${id}/lift-wait`, { reason: name })).status).toBeLessThan(500)
    expect(house.mail.mails.filter(({ to }) => to.includes('evil'))).toEqual([])
    expect(house.node.output()).not.toContain('"level":50')
  })

  test('connections that are cut in the middle of a request, or that say nonsense, cost nobody else anything', async () => {
    const { port } = new URL(house.node.url)
    const speak = (text: string, cutAfterMs: number) => new Promise<void>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: Number(port) }, () => {
        socket.write(text)
        setTimeout(() => {
          socket.resetAndDestroy()
          resolve()
        }, cutAfterMs)
      })
      socket.on('error', () => resolve())
      socket.resume()
    })
    await Promise.all(Array.from({ length: 60 }, (_, n) => speak([
      `POST ${journey}/login HTTP/1.1\r\nHost: x\r\nContent-Type: ${form}\r\nContent-Length: 5000\r\nCookie: ${jar}\r\n\r\nusername=a`,
      `GET ${journey} HTTP/1.1\r\nHost: x\r\nCookie: ${jar}\r\n\r\n`,
      'POST /api/realms/corp/users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nfffff\r\n{"a"',
      'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', '\x16\x03\x01\x02\x00\x01', 'GET /\x00 HTTP/1.1\r\n\r\n', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`,
    ][n % 7] ?? '', n % 5 === 0 ? 300 : n % 40)))
    const began = Date.now()
    expect((await fetch(`${house.node.managementUrl}/health/ready`)).status).toBe(200)
    expect((await house.walker().open(house.app.ask().url)).step).toBe('login')
    expect(Date.now() - began).toBeLessThan(5_000)
    expect(house.node.isRunning()).toBe(true)
  })
})
