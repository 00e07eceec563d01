import { describe, expect, test } from 'vitest'
import { codeIn, password, testClient } from '../pages/walk.test-support.ts'
import { account, atTheAccountPages, begin, held, house, person, signInAs, waitBeforeUnits, whereTo } from './account.test-support.ts'
import { describeUserAgent } from './user-agent.ts'

atTheAccountPages()
const newPassword = 'plum kettle violin'

describe('who may come in', () => {
  test('nobody without a session: to our own authorization endpoint, with PKCE, and back to where they were going', async () => {
    const browser = house.browser()
    const to = await whereTo(browser, 'GET', `${account}/password`)
    expect(to.pathname).toBe('/realms/demo/protocol/openid-connect/auth')
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      client_id: 'tegata-account', response_type: 'code', redirect_uri: 'http://localhost:8080/realms/demo/account/callback', code_challenge_method: 'S256',
    })
    const back = await whereTo(browser, 'GET', `${account}/callback?code=x&state=${to.searchParams.get('state')}`)
    expect(back.pathname).toBe(`${account}/password`)
    expect(await browser.open(`${back.pathname}${back.search}`), 'still nobody: no loop').toMatchObject({ status: 410 })
  })

  test.each(['https://evil.example/', '//evil.example', '/realms/demo/account/../../x', '/console'])('a state that we did not write leads home: %s', async (to) => {
    const state = `${Buffer.from(to).toString('base64url')}.forged`
    expect((await whereTo(house.browser(), 'GET', `${account}/callback?code=x&state=${state}`)).pathname).toBe(account)
  })

  test('a session that no longer satisfies the rules proves what is missing first (own APIs are never excused, P29)', async () => {
    const { user, browser } = await person(false)
    await house.addTotp(user)
    expect((await browser.open(account)).title, 'line 8 is for sign-ins').toBe('Your account')
    await house.unit(house.storage.users.setOtpRequired(house.realm.id, user.id, true))
    const to = await whereTo(browser, 'GET', account)
    expect(JSON.parse(to.searchParams.get('claims') ?? '{}')).toEqual({ id_token: { acr: { essential: true, values: ['urn:tegata:acr:code'] } } })
    expect((await browser.open(`${account}?signed-in=1`)).html).toContain('stronger sign-in')
  })

  test('forms need this browser’s and this session’s token', async () => {
    const { browser, user } = await person(true)
    await browser.open(account)
    expect((await browser.post(`${account}/language`, { language: 'ja', csrf: 'x' })).status).toBe(403)
    expect((await (await browser.request('POST', `${account}/language`, { csrf: browser.csrf(), language: 'ja' }, { origin: 'https://evil.example' })).text())).toContain('not allowed')
    expect((await house.user(user.id)).language).toBe(null)
  })
})

describe('the overview', () => {
  test('shows one-time codes with their settings (S3-6), sessions and what happened, in the person’s language', async () => {
    const { browser, user, totp } = await person(true)
    await begin(user, 'other', [{}])
    const shown = await browser.open(account)
    expect(shown.title).toBe('Your account')
    for (const text of ['Phone', 'Firefox, Linux', 'This browser', 'Add OTP Authentication', 'Sign out everywhere else']) expect(shown.html).toContain(text)
    expect(shown.html).toMatch(/<h2[^>]*>One-time codes<\/h2>/)
    expect(shown.html).toContain(`href="${account}/add"`)
    expect(shown.html).toContain(`href="${account}/authenticators/${totp?.id}/remove"`)
    expect(shown.html).not.toContain(totp?.secret ?? 'nothing')
    await browser.send({ language: 'ko' }, '/language')
    expect(browser.shown?.html).toContain('lang="ko"')
    expect((await house.user(user.id)).language).toBe('ko')
  })

  test('ends a session elsewhere, all others, and this one; applications are told', async () => {
    const { browser, user } = await person(true)
    await house.unit(house.storage.clients.create(testClient(house.realm, { backchannelLogoutUri: 'https://wiki.example/logout' })))
    for (const uid of ['one', 'two', 'three']) await begin(user, uid, [{}, { kind: 'totp', authenticatorId: (await held(user))[0]?.id }])
    await browser.open(account)
    expect((await browser.send({}, '/sessions/one/end')).html).toContain('That session has been ended')
    const left = async () => (await house.storage.sessions.listOf(house.realm.id, user.id)).map(({ uid }) => uid).sort()
    expect(await left()).toEqual(['here', 'three', 'two'])
    await browser.send({}, '/sessions/end-others')
    expect(await left()).toEqual(['here'])
    expect(await house.storage.logouts.claim(10, 1000)).toHaveLength(3)
    expect((await browser.send({}, '/sign-out')).title).toBe('You are signed out')
    expect(await left()).toEqual([])
  })

  test('signing out goes on to the provider that the session came from, by a page of ours: a redirect that answers a form may not leave (CSP)', async () => {
    const { browser, user } = await person(true)
    const upstream = await house.addUpstream()
    await house.unit(house.storage.upstreamSessions.begin({
      realmId: house.realm.id, sessionUid: 'here', upstreamId: upstream.id, issuer: upstream.issuer, subject: 'theirs', sid: null, idToken: null,
    }))
    await browser.open(account)
    const shown = await browser.send({}, '/sign-out')
    expect(shown.status).toBe(200)
    expect(shown.headers.get('refresh')).toBe(`0; url=https://id.example/sign-out?then=${encodeURIComponent(new URL(`${account}/signed-out`, house.needs.publicUrl).href)}`)
    expect(await house.storage.sessions.listOf(house.realm.id, user.id)).toEqual([])
  })

  test('somebody else’s session is not ended', async () => {
    const { browser } = await person(true)
    const other = await house.addUser()
    await begin(other, 'theirs', [{}])
    await browser.open(account)
    await browser.post(`${account}/sessions/theirs/end`)
    expect(await house.storage.sessions.listOf(house.realm.id, other.id)).toHaveLength(1)
  })
})

describe('authenticators', () => {
  test('another one is added by one that was proved just now; the secret stands on no later page (P13, T-6)', async () => {
    const { browser, user } = await person(true)
    await browser.open(`${account}/add`)
    await browser.send({ method: 'totp' })
    expect(browser.shown?.path).toBe(`${account}/add/app`)
    const key = browser.key()
    await browser.open(`${account}/add/app`)
    expect(browser.key()).toBe(key)
    expect((await browser.send({ code: house.code(key), label: 'Phone' })).alert).toContain('already have an authenticator with that name')
    expect((await browser.send({ code: house.code(key), label: '' })).alert).toContain('Enter a name')
    expect((await browser.send({ code: house.wrongCode(key), label: 'Tablet' })).alert).toContain('not right')
    expect((await browser.send({ code: house.code(key), label: 'Tablet' })).html).toContain('Success. OTP is now enabled.')
    expect(await held(user)).toMatchObject([{ label: 'Phone' }, { label: 'Tablet', boundBy: 'authenticator' }])
    expect(browser.shown?.html).not.toContain(key)
    expect((await house.newMails()).map(({ kind }) => kind)).toEqual(['authenticator-added'])
  })

  test('with an older proof the code is asked anew, by a demand for a fresh one (T-7)', async () => {
    const { browser, totp } = await person(true)
    house.pass(5 * 60_000 + 1)
    for (const path of ['/add/app', `/authenticators/${totp?.id}/remove`, `/authenticators/${totp?.id}/replace/app`, '/password']) {
      const to = await whereTo(browser, 'GET', `${account}${path}`)
      expect(to.searchParams.get('claims'), path).toContain('urn:tegata:acr:fresh')
      expect((await browser.open(`${account}${path}?signed-in=1`)).html, 'and not for ever').toContain('stronger sign-in')
    }
    expect((await browser.open(`${account}/authenticators/${totp?.id}/rename`)).title).toBe('Rename Phone')
  })

  test('the first one: password and mailbox of a walk of its own; the session goes on with it (P14)', async () => {
    const { browser, user } = await person(false)
    await browser.open(`${account}/add`)
    expect(await browser.send({ method: 'totp' })).toMatchObject({ step: 'login' })
    expect(await browser.send({ password: 'wrong wrong wrong' })).toMatchObject({ step: 'login' })
    expect(await browser.send({ password })).toMatchObject({ step: 'confirm-mail' })
    const [mail] = await house.newMails()
    expect(await browser.send({ code: codeIn(mail) })).toMatchObject({ step: 'enrol' })
    expect((await browser.send({ code: house.code(browser.key()) })).title).toBe('Your account has been updated.')
    expect(await held(user)).toMatchObject([{ boundBy: 'mailbox', confirmedFor: 'mailLink' }])
    expect((await browser.open(account)).title, 'no second code').toBe('Your account')
    expect(house.turned, 'a copy of the old cookie has no second factor').toEqual(['here'])
  })

  test('a session that this browser is not in any more gains nothing by what is set up here (S-1)', async () => {
    const { browser, user } = await person(false)
    await browser.open(`${account}/add`)
    await browser.send({ method: 'totp' })
    await browser.send({ password })
    await browser.send({ code: codeIn((await house.newMails())[0]) })
    house.needs.interactions.turnSession = async () => false
    expect((await browser.send({ code: house.code(browser.key()) })).title).toBe('Your account has been updated.')
    expect(await held(user)).toHaveLength(1)
    expect(await house.storage.sessions.find(house.realm.id, 'here'), 'it ends like every session without a second factor (P35)').toBe(undefined)
  })

  test('without a mailbox to ask, nothing is bound from the account page', async () => {
    const { browser, user } = await person(false, { emailProvedAt: null })
    await browser.open(`${account}/add`)
    expect((await browser.send({ method: 'totp' })).title).toBe('You cannot sign in yet')
    expect(await held(user)).toEqual([])
  })

  test('the only one of somebody who must have one is replaced in one unit, never removed (P19)', async () => {
    const { browser, user, totp } = await person(true, { otpRequired: true })
    const shown = await browser.open(`${account}/authenticators/${totp?.id}/remove`)
    expect(shown.html).toContain('can be replaced but not deleted')
    await browser.open(account)
    await browser.post(`${account}/authenticators/${totp?.id}/remove`)
    expect(await held(user)).toHaveLength(1)

    await browser.open(`${account}/authenticators/${totp?.id}/replace`)
    await browser.send({}, '/replace')
    const key = browser.key()
    expect(await held(user), 'the old one works until the new one is proved').toMatchObject([{ id: totp?.id }])
    expect((await browser.send({ code: house.code(key), label: 'New phone' })).html).toContain('the old one no longer works')
    expect(await held(user)).toMatchObject([{ label: 'New phone' }])
    expect((await house.newMails()).map(({ kind }) => kind)).toEqual(['authenticator-replaced'])
    expect(house.turned).toEqual(['here'])
    expect((await browser.open(account)).title, 'the session rests on the new one').toBe('Your account')
  })

  test('fifty removals, all decided while there were two, leave one to somebody who must have one (P19)', async () => {
    const { browser, user, totp } = await person(true, { otpRequired: true })
    const other = await house.addTotp(user, { label: 'Tablet' })
    await browser.open(`${account}/authenticators/${other.id}/remove`)
    const csrf = browser.csrf()
    const everybody = Promise.withResolvers<void>()
    let waiting = 0
    waitBeforeUnits(async (statements) => {
      if (!statements.some(({ name }) => name === 'authenticators.remove')) return
      waiting += 1
      if (waiting === 50) everybody.resolve()
      await everybody.promise
    })
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) =>
      browser.request('POST', `${account}/authenticators/${(n % 2 === 0 ? totp?.id : other.id) ?? ''}/remove`, { csrf })))
    expect(await held(user)).toHaveLength(1)
    expect(answers.filter(({ headers }) => headers.get('location')?.endsWith('saved=authenticator-removed')), 'and only one is told that it was done').toHaveLength(1)
    expect((await house.newMails()).map(({ kind }) => kind)).toEqual(['authenticator-removed'])
  })

  test('where nothing requires, the last one may go; the owner is told', async () => {
    const { browser, user, totp } = await person(true)
    expect((await browser.open(`${account}/authenticators/${totp?.id}/remove`)).html).toContain('This is your only authenticator')
    expect((await browser.send()).html).toContain('The authenticator was removed')
    expect(await held(user)).toEqual([])
    expect((await house.newMails()).map(({ kind }) => kind)).toEqual(['authenticator-removed'])
    expect(await house.audited(user.id)).toContain('authenticator.removed')
  })

  test('a name is changed; a code is tried out, counted and spent like any other', async () => {
    const { browser, user, totp } = await person(true)
    await browser.open(`${account}/authenticators/${totp?.id}/rename`)
    await browser.send({ label: '  Work phone ' })
    expect(await held(user)).toMatchObject([{ label: 'Work phone' }])
    await browser.open(`${account}/authenticators/${totp?.id}/test`)
    expect((await browser.send({ code: house.wrongCode(totp?.secret ?? '') })).alert).toContain('not right')
    expect((await browser.send({ code: house.code(totp?.secret ?? '') })).html).toContain('That code works.')
    await browser.open(`${account}/authenticators/${totp?.id}/test`)
    expect((await browser.send({ code: house.code(totp?.secret ?? '') })).alert).toContain('already been used')
  })

  test('an authenticator of somebody else, or of nobody, leads home', async () => {
    const { browser } = await person(true)
    const { id } = await house.addTotp(await house.addUser())
    for (const path of ['rename', 'test', 'replace', 'replace/app', 'remove']) expect((await browser.open(`${account}/authenticators/${id}/${path}`)).path).toBe(account)
    await browser.post(`${account}/authenticators/${id}/rename`, { label: 'x' })
    expect(browser.shown?.path).toBe(account)
  })
})

describe('the password', () => {
  test('needs the current one, obeys the rules, mails, and ends the other sessions unless told not to (P-4)', async () => {
    const { browser, user } = await person(true)
    await begin(user, 'other', [{}])
    await browser.open(`${account}/password`)
    const given = { password, newPassword, confirmPassword: newPassword, endOthers: 'on' }
    expect((await browser.send({ ...given, password: 'wrong wrong wrong' })).alert).toContain('The current password is not right')
    expect((await browser.send({ ...given, newPassword: 'Passw0rd1!', confirmPassword: 'Passw0rd1!' })).alert).toContain('attackers try first')
    expect((await browser.send({ ...given, newPassword: password, confirmPassword: password })).alert).toContain('your present password')
    expect(house.turned).toEqual([])
    expect((await browser.send(given)).html).toContain('Your new password is ready')
    expect((await house.storage.sessions.listOf(house.realm.id, user.id)).map(({ uid }) => uid)).toEqual(['here'])
    expect(house.turned, 'a copy of the old cookie does not go on with the new password').toEqual(['here'])
    expect((await house.newMails()).map(({ kind }) => kind)).toEqual(['password-changed'])
    expect((await browser.open(account)).title, 'this session goes on').toBe('Your account')
    const elsewhere = house.browser()
    await elsewhere.open(house.signIn())
    expect((await elsewhere.send({ username: user.username, password })).alert).toContain('not right')
  })

  test('a session that is kept still proves the new password before it is used again (P20)', async () => {
    const { browser, user } = await person(true)
    const { uid } = await begin(user, 'other', [{}, { kind: 'totp', authenticatorId: (await held(user))[0]?.id }])
    await browser.open(`${account}/password`)
    await browser.send({ password, newPassword, confirmPassword: newPassword })
    expect(await house.storage.sessions.find(house.realm.id, uid)).toMatchObject({ uid: 'other', userId: user.id })
    signInAs(uid)
    expect((await whereTo(house.browser(), 'GET', account)).pathname).toContain('/protocol/openid-connect/auth')
  })
})

test.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0', 'Edge, Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari, iPhone'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36', 'Chrome, Android'],
  ['curl/8.9', null], ['', null],
])('a browser is known by its user agent: %s', (userAgent, name) => expect(describeUserAgent(userAgent)).toBe(name))

describe('back to the console (S1-10)', () => {
  test('whoever administers is led back to their own record; nobody else sees that there is a console', async () => {
    const { user, browser } = await person(true)
    expect((await browser.open(account)).html).not.toContain('/console/')
    const roleId = '00000000-0000-4000-8000-0000000000aa'
    await house.unit(house.storage.roles.create({ id: roleId, realmId: house.realm.id, name: 'global-admin', description: null, clientId: null, administrative: true }))
    await house.unit(...house.storage.roles.grant(house.realm.id, user.id, roleId))
    expect((await browser.open(account)).html).toContain(`href="/console/demo/users/${user.id}"`)
  })
})
