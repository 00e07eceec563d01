import { afterEach } from 'vitest'
import type { App } from 'vue'
import { createMemoryHistory } from 'vue-router'
import { createConsole } from '../console.ts'
import { loadMessages } from '../i18n/i18n.ts'
import type { Language } from '../i18n/languages.ts'
import { fakeBrowser } from './fake-browser.ts'
import type { FakeServer } from './fake-server.ts'

const running = new Set<App>()

afterEach(async () => {
  for (const app of running) app.unmount()
  running.clear()
  document.body.replaceChildren()
  localStorage.clear()
  await loadMessages('en')
})

/** The whole console at an address, before anybody has signed in. */
export async function startConsole(server: FakeServer, path: string, language: Language = 'en') {
  localStorage.setItem('tegata.language', language)
  const around = fakeBrowser(server.fetch)
  const history = createMemoryHistory()
  history.replace(path)
  const { app, router, pinia } = await createConsole(around.browser, history)
  const host = document.createElement('div')
  document.body.append(host)
  running.add(app)
  app.mount(host)

  /** The sign-in page lets the person in and sends the browser back. */
  async function comeBack(userId?: string): Promise<void> {
    const url = around.left.at(-1)
    const code = server.grant(around.param(url, 'nonce'), userId)
    await router.push(`/callback?code=${code}&state=${around.param(url, 'state')}`)
  }

  /** The same in the pop-up. */
  function confirmInPopup(userId?: string): void {
    const url = around.opened.at(-1)?.url
    around.hear({ state: around.param(url, 'state'), code: server.grant(around.param(url, 'nonce'), userId), error: null })
  }
  return { ...around, app, router, pinia, comeBack, confirmInPopup }
}

/** The console with somebody signed in, at the address that was asked for. */
export async function openConsole(server: FakeServer, path: string, language: Language = 'en') {
  const opened = await startConsole(server, path, language)
  await opened.router.isReady().catch(() => undefined)
  while (opened.left.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  await opened.comeBack()
  return opened
}
