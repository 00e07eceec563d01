import { PiniaColada, useQuery } from '@pinia/colada'
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, test } from 'vitest'
import { defineComponent, h } from 'vue'
import { useApi } from './api.ts'
import { useAskAnew } from './ask-anew.ts'
import { i18n, loadMessages } from './i18n/i18n.ts'
import { languages } from './i18n/languages.ts'
import { createFakeServer } from './testing/fake-server.ts'
import { openConsole, startConsole } from './testing/open-console.ts'
import { person } from './testing/people.ts'
import { button, field, link, sees, type, until } from './testing/screen.ts'

const focused = () => document.activeElement?.id

describe('the way from page to page', () => {
  test('by a link: the page is named in the window’s title, and announced from its beginning', async () => {
    await openConsole(createFakeServer(), '/users')
    await sees('User List')
    // Whoever comes in is where the browser put them.
    expect([document.title, focused()]).toEqual(['User List · Tegata', ''])
    link('Audit log').focus()
    link('Audit log').click()
    await until(() => expect(document.title).toBe('Audit log · Tegata'))
    await until(() => expect(focused()).toBe('main'))
  })

  test('a filter or a word that is typed leaves the focus where it is', async () => {
    const { router } = await openConsole(createFakeServer({ people: [person('kim', 'Kim', 'Jun')] }), '/users')
    await sees('User List')
    const search = document.querySelector<HTMLInputElement>('input[type=search]')
    search?.focus()
    if (search) type(search, 'kim')
    await until(() => expect(router.currentRoute.value.query).toMatchObject({ search: 'kim' }))
    expect(document.activeElement).toBe(search)
  })

  test('an address that leads nowhere says so, with the way on', async () => {
    const { router } = await openConsole(createFakeServer(), '/no/such/page')
    await until(() => expect(router.currentRoute.value.name).toBe('not-found'))
    expect(document.querySelector('h1')?.textContent).toBe('There is no such page')
    expect(document.querySelector('main a, main button')).not.toBeNull()
  })

  test('to whoever is not signed in: first the sign-in, then exactly where they were going, and the code is not in the address any more', async () => {
    const server = createFakeServer()
    const opened = await startConsole(server, '/audit-log?kind=codes&outcome=refused')
    await until(() => expect(opened.left).toHaveLength(1))
    expect(server.asked).toEqual([])
    await opened.comeBack()
    await until(() => expect(opened.router.currentRoute.value.fullPath).toBe('/audit-log?kind=codes&outcome=refused'))
  })

  test('an answer of the sign-in that nobody asked for opens nothing, and its code leaves the address', async () => {
    const server = createFakeServer()
    const { router } = await startConsole(server, '/callback?code=stolen&state=made-up')
    await until(() => expect(router.currentRoute.value.query['reason']).toBeDefined())
    expect([router.currentRoute.value.fullPath.includes('stolen'), server.asked]).toEqual([false, []])
    expect(document.querySelector('h1')?.textContent).not.toBe('')
  })
})

test('every page has a name in every language, and is for somebody or for everybody who is signed in', async () => {
  const { router } = await openConsole(createFakeServer(), '/users')
  const id = '00000000-0000-4000-8000-000000000001'
  const pages = router.getRoutes().filter(({ name, redirect, meta }) => name !== undefined && name !== 'start' && name !== 'not-found' && redirect === undefined && !meta.bare)
    .map(({ name, path }) => router.resolve({ name, params: Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, param = '']) => [param, id])) }))
  expect(pages.length).toBeGreaterThan(20)
  for (const language of languages) {
    await loadMessages(language)
    expect(pages.filter(({ meta }) => meta.title === undefined || !i18n.global.te(meta.title)).map(({ path }) => path), language).toEqual([])
  }
  // Whatever asks the server for something names the right to it; the dashboard is for every role and shows what it may.
  expect(pages.filter(({ meta }) => meta.permission === undefined).map(({ name }) => name)).toEqual(['dashboard'])
})

describe('what became outdated', () => {
  test('is asked anew, and one answer that does not come holds up neither the others nor whoever waits', async () => {
    const asked = { good: 0, bad: 0 }
    let isDown = false
    let again: ReturnType<typeof useAskAnew> | undefined
    const Page = defineComponent({
      setup() {
        again = useAskAnew()
        const good = useQuery({ key: ['good'], query: async () => `good ${asked.good += 1}` })
        const bad = useQuery({ key: ['bad', 'one'], query: async () => {
          asked.bad += 1
          if (isDown) throw new TypeError('fetch failed')
          return 'bad'
        } })
        return () => h('p', `${good.data.value} ${bad.error.value?.message ?? bad.data.value}`)
      },
    })
    const page = mount(Page, { global: { plugins: [createPinia(), PiniaColada] } })
    await flushPromises()
    expect(page.text()).toBe('good 1 bad')
    isDown = true
    await again?.(['bad'], ['good'])
    await flushPromises()
    expect([page.text(), asked]).toEqual(['good 2 fetch failed', { good: 2, bad: 2 }])
    page.unmount()
  })

  test('a part of the console that was given no API says what is missing', () => {
    expect(() => mount({ setup: () => { useApi(); return () => null } }, { global: { config: { warnHandler: () => undefined } } })).toThrow(/without an API/)
  })
})

test('every call goes to the realm of the address, signed as whoever is signed in, and to nobody else', async () => {
  const server = createFakeServer()
  const seen: { url: URL, authorization: string | null }[] = []
  const spying = { ...server, fetch: (async (input, init) => {
    const request = new Request(input, init)
    seen.push({ url: new URL(request.url), authorization: request.headers.get('authorization') })
    return server.fetch(request)
  }) as typeof fetch }
  await openConsole(spying, '/audit-log')
  await sees('Everything that happened in this realm')
  type(field('Person'), 'x')
  await until(() => expect(server.asksOf('listUsers')).not.toEqual([]))
  const calls = seen.filter(({ url }) => !url.pathname.endsWith('/token'))
  expect(calls.filter(({ url }) => url.origin !== 'https://id.example' || !url.pathname.startsWith('/api/realms/demo')).map(({ url }) => url.href)).toEqual([])
  expect(new Set(calls.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer access-1']))
  expect(button('Refresh').disabled).toBe(false)
})
