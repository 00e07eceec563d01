import { describe, expect, test } from 'vitest'
import type { Language } from '../../../i18n/languages.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { linkOf, upstreamOf, type Linked } from '../../../testing/fake-upstreams.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { person, type Person } from '../../../testing/people.ts'
import { button, choice, choose, field, has, sees, seesNot, submit, text, type, until, windowText } from '../../../testing/screen.ts'

const corp = () => upstreamOf('corp')
const google = () => upstreamOf('google', { name: { en: 'Google' }, enabled: false })

async function open(links: (who: Person) => Linked[], part: Parameters<typeof createFakeServer>[0] = {}, overrides: Partial<Person> = {}) {
  const who = person('hana', '伊藤', '花', overrides)
  const server = createFakeServer({ people: [who], upstreams: [corp()], links: links(who), ...part })
  await openConsole(server, `/users/${who.id}`)
  await sees('OTP Configured')
  await until(() => expect(text()).not.toContain('Loading…'))
  return { server, who }
}
const card = () => [...document.querySelectorAll('main section')].find((each) => each.querySelector('h2')?.textContent === 'Identity providers')
const linkForm = () => submit(document.querySelector<HTMLFormElement>('#link-identity'))
const unlinkForm = () => submit(document.querySelector<HTMLFormElement>('#unlink-identity'))

describe('whom the providers know a person as', () => {
  test('provider, subject, how and when it was linked, and the last sign-in', async () => {
    await open((who) => [linkOf(who, corp(), 'hana-at-corp'), linkOf(who, google(), 'g-1', { linkedBy: 'import', lastSignInAt: null, isCurrent: false })], { upstreams: [corp(), google()] })
    await until(() => expect(card()?.textContent).toContain('Corp ID'))
    for (const words of ['hana-at-corp', 'connected with password', 'Last sign-in', 'Google (switched off)', 'imported', 'Has not come yet', 'Tied to an issuer from before']) {
      expect(card()?.textContent).toContain(words)
    }
  })

  test.each<[Language, string]>([
    ['en', 'Never asked: signs in through Corp ID, which is trusted.'],
    ['ja', 'コープ ID を信頼しているため、コードは求められません。'],
    ['ko', '신뢰하는 ID 공급자로 로그인하므로 코드를 요구하지 않습니다: Corp ID.'],
  ])('beside the box, in %s: that the provider is trusted, so no code is asked (S2-19)', async (language, words) => {
    const who = person('hana', '伊藤', '花')
    const server = createFakeServer({ people: [who], upstreams: [corp()], links: [linkOf(who, corp(), 'hana-at-corp')] })
    await openConsole(server, `/users/${who.id}`, language)
    await sees(words)
  })

  test.each<[string, Parameters<typeof upstreamOf>[1], Partial<Linked>]>([
    ['is switched off', { enabled: false }, {}],
    ['asks for our code', { trust: 'never' }, {}],
    ['wants evidence', { trust: 'evidence' }, {}],
    ['has another issuer by now', {}, { isCurrent: false }],
  ])('beside the box: not of a provider that %s', async (_name, provider, link) => {
    const upstream = upstreamOf('corp', provider)
    await open((who) => [linkOf(who, upstream, 'hana-at-corp', link)], { upstreams: [upstream] })
    await until(() => expect(card()?.textContent).toContain('hana-at-corp'))
    await sees('Not required. Not set up.')
    await seesNot('which is trusted')
  })

  test('a realm without providers says nothing about them', async () => {
    await open(() => [], { upstreams: [] })
    await sees('Recent activity')
    expect(card()).toBeUndefined()
  })

  test('a subject is text, whatever it looks like (XSS)', async () => {
    await open((who) => [linkOf(who, corp(), '<img src=x onerror=alert(1)>', { username: '<script>1</script>' })])
    await sees('<img src=x onerror=alert(1)>')
    expect(document.querySelector('main img, main script')).toBeNull()
  })
})

describe('linking by an administrator (B-1)', () => {
  test('takes the subject to the letter, with how it was made sure who it is', async () => {
    const { server } = await open(() => [])
    await sees('Not linked to any.')
    button('Link').click()
    await until(() => expect(windowText()).toContain('Link 伊藤 花 to an identity provider'))
    type(field('Subject (sub)'), ' Hana-AT-corp ')
    type(field('User name there (optional)'), 'hana.ito')
    type(field('How did you make sure it is 伊藤 花?'), ' called back ')
    linkForm()
    await sees('linked by admin')
    expect(server.asksOf('linkIdentity')[0]).toMatchObject({ body: { subject: ' Hana-AT-corp ', username: 'hana.ito', reason: 'called back' } })
    expect(server.asksOf('linkIdentity')[0]?.input).toMatchObject({ alias: 'corp' })
    await until(() => expect(document.querySelector('dialog[open]')).toBeNull())
  })

  test('without subject or reason nothing is asked, and each field says so', async () => {
    const { server } = await open(() => [])
    button('Link').click()
    await until(() => expect(windowText()).toContain('Subject (sub)'))
    linkForm()
    await until(() => expect(windowText()).toContain('Say how you made sure who it is.'))
    expect(windowText()).toContain('Please fill this in.')
    expect(server.asksOf('linkIdentity')).toHaveLength(0)
  })

  test('a subject that somebody else has is refused where one acted, and what was typed stays', async () => {
    const { server } = await open(() => [])
    server.refuse('linkIdentity', 'identity.taken')
    button('Link').click()
    await until(() => expect(windowText()).toContain('Subject (sub)'))
    type(field('Subject (sub)'), 'taken')
    type(field('How did you make sure it is 伊藤 花?'), 'called back')
    linkForm()
    await until(() => expect(windowText()).toContain('Another person is linked to this subject.'))
    expect(field('Subject (sub)').value).toBe('taken')
  })

  test('of several providers one is chosen; those that are linked are not offered', async () => {
    const { server } = await open((who) => [linkOf(who, corp(), 'x')], { upstreams: [corp(), google(), upstreamOf('entra', { name: { en: 'Entra ID' } })] })
    button('Link').click()
    await until(() => expect([...choice('Identity provider').options].map(({ text: name }) => name)).toEqual(['Choose a provider', 'Google', 'Entra ID']))
    choose(choice('Identity provider'), 'entra')
    type(field('Subject (sub)'), 'e-1')
    type(field('How did you make sure it is 伊藤 花?'), 'in person')
    await until(() => expect(choice('Identity provider').value).toBe('entra'))
    linkForm()
    await until(() => expect(server.asksOf('linkIdentity')[0]?.input).toMatchObject({ alias: 'entra' }))
  })

  test('nobody links their own account', async () => {
    const me = person('admin', '高橋', '美咲', { administrator: true })
    const server = createFakeServer({ me, upstreams: [corp()] })
    await openConsole(server, `/users/${me.id}`)
    await sees('Nobody links their own account')
    expect(has('button', 'Link')).toBe(false)
  })
})

describe('unlinking', () => {
  test('says what it does, asks why, and does it', async () => {
    const { server } = await open((who) => [linkOf(who, corp(), 'hana-at-corp')])
    button('Unlink from Corp ID').click()
    await until(() => expect(windowText()).toContain('Corp ID does not lead to this account'))
    unlinkForm()
    await until(() => expect(windowText()).toContain('Please fill this in.'))
    expect(server.asksOf('unlinkIdentity')).toHaveLength(0)
    type(field('Why?'), ' left the company ')
    unlinkForm()
    await sees('Not linked to any.')
    expect(server.asksOf('unlinkIdentity')[0]).toMatchObject({ body: { reason: 'left the company' }, input: { alias: 'corp' } })
  })

  test('a refusal is said in the window, which stays open', async () => {
    const { server } = await open((who) => [linkOf(who, corp(), 'x')])
    server.refuse('unlinkIdentity', 'permission.grants-more-than-held')
    button('Unlink from Corp ID').click()
    await until(() => expect(windowText()).toContain('Why?'))
    type(field('Why?'), 'mistake')
    unlinkForm()
    await until(() => expect(windowText()).toContain('This would hand out rights that you do not hold yourself.'))
    await seesNot('Not linked to any.')
  })
})

describe('what one may not do is not offered', () => {
  test.each<[string, Partial<Person>, Parameters<typeof createFakeServer>[0]]>([
    ['who may only read', {}, { me: person('auditor', 'Klein', 'Laura', { administrator: true }), myRoles: ['read-only-admin'] }],
    ['the help desk', {}, { me: person('help', '박', '지훈', { administrator: true }), myRoles: ['help-desk'] }],
  ])('%s', async (_, overrides, part) => {
    await open((who) => [linkOf(who, corp(), 'hana-at-corp')], part, overrides)
    await sees('hana-at-corp')
    expect(has('button', 'Link')).toBe(false)
    expect(has('button', 'Unlink from Corp ID')).toBe(false)
  })
})
