import type { Upstream } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { linkOf, upstreamOf } from '../../../testing/fake-upstreams.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person } from '../../../testing/people.ts'
import { button, field, has, link, sees, seesNot, submit, text, type, until, windowText } from '../../../testing/screen.ts'

const people = () => [person('hana', '伊藤', '花'), person('yuna', '김', '유나'), person('emma', 'Brown', 'Emma')]

async function open(overrides: Partial<Upstream> = {}, part: Parameters<typeof createFakeServer>[0] = {}) {
  const corp = upstreamOf('corp', overrides)
  const everybody = people()
  const links = everybody.map((each) => linkOf(each, corp, `${each.username}-at-corp`))
  const server = createFakeServer({ people: everybody, upstreams: [corp], links, ...part })
  const opened = await openConsole(server, '/identity-providers/corp')
  await sees('ask for our code?')
  return { corp, server, ...opened }
}
/** The button of the window on top; the page has one of the same name. */
const confirm = async (name: string) => {
  await until(() => expect(windowText()).toContain(name))
  button(name).click()
}

describe('on and off', () => {
  test('switching off says first what it means for whom, and changes that alone', async () => {
    const { server } = await open()
    await sees('People can sign in through it.')
    button('Switch off').click()
    await until(() => expect(windowText()).toContain('Whoever is signed in through it is refused at the next use'))
    expect(windowText()).toContain('This concerns 3 people.')
    expect(windowText()).toContain('After it is switched on again, everybody who came by it signs in once more.')
    await confirm('Switch off')
    await sees('Nobody can sign in through it.')
    expect(server.asksOf('changeUpstream')[0]).toMatchObject({ body: { enabled: false }, ifMatch: 1 })
  })

  test('switching on says that whoever came by it before signs in once more, where anybody could have (P28)', async () => {
    await open({ enabled: false })
    button('Switch on').click()
    await until(() => expect(windowText()).toContain('Whoever came by it before it was switched off signs in once more.'))
  })

  test('switching a new one on speaks of nobody who came before', async () => {
    await open({ enabled: false }, { links: [] })
    button('Switch on').click()
    await until(() => expect(windowText()).toContain('From now on the sign-in page offers it.'))
    expect(windowText()).not.toContain('once more')
  })

  test('switching on reads the provider first: when it cannot be reached, the cause is said and nothing changes', async () => {
    const { server, corp } = await open({ enabled: false })
    server.refuse('changeUpstream', 'upstream.discovery-failed', { reason: 'unreachable' })
    button('Switch on').click()
    await confirm('Switch on')
    await until(() => expect(windowText()).toContain('Nothing answers at this address.'))
    expect(corp.enabled).toBe(false)
    await confirm('Switch on')
    await sees('People can sign in through it.')
  })

  test('the only first step is refused, with the way out', async () => {
    const { server } = await open({}, { onlyUpstream: 'corp' })
    server.refuse('changeUpstream', 'upstream.is-only-first-step')
    button('Switch off').click()
    await confirm('Switch off')
    await until(() => expect(windowText()).toContain('This identity provider is the only way in for everybody.'))
  })

  test('what somebody else did meanwhile is never undone by a click that meant the same', async () => {
    const { server, corp } = await open()
    button('Switch off').click()
    await until(() => expect(windowText()).toContain('Switch Corp ID off?'))
    Object.assign(corp, { version: 2, enabled: false })
    await confirm('Switch off')
    await sees('Nobody can sign in through it.')
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
    expect(server.asksOf('changeUpstream')).toHaveLength(1)
    expect(corp.enabled).toBe(false)
  })

  test('something else was changed meanwhile: it is said, and the next click goes through', async () => {
    const { corp } = await open()
    button('Switch off').click()
    await until(() => expect(windowText()).toContain('Switch Corp ID off?'))
    Object.assign(corp, { version: 2, trust: 'never' })
    await confirm('Switch off')
    await until(() => expect(windowText()).toContain('Somebody changed this in the meantime.'))
    await confirm('Switch off')
    await sees('Nobody can sign in through it.')
    expect(corp.trust).toBe('never')
  })
})

describe('the secret', () => {
  test('is never shown; a new one replaces it, is sent once and leaves no trace on the page', async () => {
    const { server } = await open()
    await sees('A secret is stored. It is not shown')
    button('Replace the secret').click()
    await until(() => expect(windowText()).toContain('New client secret'))
    submit(document.querySelector<HTMLFormElement>('#new-secret'))
    await until(() => expect(windowText()).toContain('Please enter the secret.'))
    expect(field('New client secret').type).toBe('password')
    type(field('New client secret'), ' fresh-s3cret ')
    submit(document.querySelector<HTMLFormElement>('#new-secret'))
    await sees('The secret was replaced.')
    expect(server.asksOf('changeUpstream').map(({ body }) => body)).toEqual([{ clientSecret: 'fresh-s3cret' }])
    button('Replace the secret').click()
    await until(() => expect(field('New client secret').value).toBe(''))
    expect(document.body.innerHTML).not.toContain('fresh-s3cret')
  })

  test('where none is stored, that is said', async () => {
    await open({ hasSecret: false })
    await sees('No secret is stored.')
    expect(has('button', 'Enter the secret')).toBe(true)
  })

  test('a public client has none to speak of', async () => {
    await open({ hasSecret: false, clientAuth: 'none' })
    expect(text()).not.toContain('No secret is stored.')
  })
})

describe('linked people', () => {
  test('are shown page by page with subject, how they were linked and when they came; a name leads to the person', async () => {
    const { router, server } = await open({}, { pageSize: 2 })
    await sees('hana-at-corp')
    await sees('connected with password')
    expect(text()).not.toContain('emma-at-corp')
    button('Show more').click()
    await sees('emma-at-corp')
    expect(server.asksOf('listUpstreamPeople').map(({ input }) => input['cursor'])).toEqual([undefined, '2'])
    link('伊藤 花').click()
    await until(() => expect(router.currentRoute.value.name).toBe('user'))
  })

  test('a link to an issuer from before is told', async () => {
    const hana = person('hana', '伊藤', '花')
    const corp = upstreamOf('corp')
    await open({}, { people: [hana], links: [linkOf(hana, corp, 'x', { isCurrent: false, lastSignInAt: null, linkedBy: 'administrator', linkedByName: 'admin' })] })
    await sees('tied to an issuer from before: lets nobody in')
    await sees('linked by admin')
    await sees('Has not come yet')
  })

  test('a subject that looks like HTML is text (XSS)', async () => {
    const hana = person('hana', '伊藤', '花')
    await open({}, { people: [hana], links: [linkOf(hana, upstreamOf('corp'), '<img src=x onerror=alert(1)>', { username: '<script>1</script>' })] })
    await sees('<img src=x onerror=alert(1)>')
    expect(document.querySelector('main img, main script')).toBeNull()
  })

  test('nobody yet', async () => {
    await open({}, { links: [] })
    await sees('Nobody is linked yet.')
  })
})

describe('the only first step', () => {
  test('says what changes and shows the address for administrators before it is done', async () => {
    const { server } = await open()
    await sees('Everybody can sign in with a password of this realm too.')
    button('Make it the only first step').click()
    await until(() => expect(windowText()).toContain('https://id.example/realms/demo/local'))
    expect(windowText()).toContain('Passwords of this realm let only administrators in')
    expect(windowText()).toContain('Our code is not asked after it')
    await confirm('Make it the only first step')
    await sees('Everybody signs in at Corp ID first')
    expect(text()).toContain('https://id.example/realms/demo/local')
    expect(server.asksOf('changeRealm')[0]?.body).toEqual({ onlyUpstream: 'corp' })
    button('Offer the password form again').click()
    await confirm('Offer the password form again')
    await sees('Everybody can sign in with a password of this realm too.')
    expect(server.asksOf('changeRealm')[1]?.body).toEqual({ onlyUpstream: null })
  })

  test('is refused where no administrator could get in without it', async () => {
    const { server } = await open()
    server.refuse('changeRealm', 'upstream.no-way-in')
    button('Make it the only first step').click()
    await confirm('Make it the only first step')
    await until(() => expect(windowText()).toContain('No global administrator could get in with a password'))
  })

  test('names the one whose place it would take', async () => {
    const google = upstreamOf('google', { name: { en: 'Google' } })
    const corp = upstreamOf('corp')
    await open({}, { upstreams: [corp, google], onlyUpstream: 'google', links: [] })
    button('Make it the only first step').click()
    await until(() => expect(windowText()).toContain('Google is the only first step now.'))
  })

  test('is not offered for one that is off', async () => {
    await open({ enabled: false })
    await sees('It has to be switched on first.')
    expect(has('button', 'Make it the only first step')).toBe(false)
  })
})

describe('deleting', () => {
  test('asks for the number of linked people, and refuses another one', async () => {
    const { server, router } = await open()
    await sees('3 people')
    button('Delete…').click()
    await until(() => expect(windowText()).toContain('3 people are linked: they are signed out'))
    type(field('To go on, type how many people are linked: 3'), '2')
    button('Delete').click()
    await until(() => expect(windowText()).toContain('This is not the number.'))
    expect(server.asksOf('deleteUpstream')).toHaveLength(0)
    type(field('To go on, type how many people are linked: 3'), '3')
    button('Delete').click()
    await sees('No identity providers yet')
    expect(router.currentRoute.value.name).toBe('upstreams')
    expect(server.asksOf('deleteUpstream')[0]?.ifMatch).toBe(1)
  })

  test('the list that follows never shows what is gone, however slow its answer is', async () => {
    const google = upstreamOf('google', { name: { en: 'Google' } })
    const { server, router } = await open({}, { upstreams: [upstreamOf('corp'), google], links: [] })
    await router.push('/identity-providers')
    await sees('Google')
    await router.push('/identity-providers/corp')
    await sees('ask for our code?')
    button('Delete…').click()
    await until(() => expect(windowText()).toContain('Accounts stay.'))
    const go = server.hold('listUpstreams')
    button('Delete').click()
    await until(() => expect(router.currentRoute.value.name).toBe('upstreams'))
    await sees('https://sso.example/realms/google')
    expect(text()).not.toContain('https://sso.example/realms/corp')
    go()
  })

  test('where nobody is linked, there is nothing to type', async () => {
    await open({}, { links: [] })
    button('Delete…').click()
    await until(() => expect(windowText()).toContain('Accounts stay.'))
    expect(document.querySelectorAll('dialog[open] input')).toHaveLength(0)
    button('Delete').click()
    await sees('No identity providers yet')
  })

  test('changed meanwhile: says so, shows what is so now, and deletes nothing', async () => {
    const { corp, server } = await open({}, { links: [] })
    button('Delete…').click()
    await until(() => expect(windowText()).toContain('Accounts stay.'))
    corp.version = 9
    button('Delete').click()
    await until(() => expect(windowText()).toContain('Somebody changed this in the meantime.'))
    expect(server.world.upstreams).toHaveLength(1)
  })

  test('the only first step is not offered to be deleted', async () => {
    await open({}, { onlyUpstream: 'corp' })
    await sees('It is the only first step: end that first.')
    expect(has('button', 'Delete…')).toBe(false)
    await seesNot('Removes the provider')
  })
})
