import { PiniaColada } from '@pinia/colada'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import type { RouterHistory } from 'vue-router'
import { apiKey, connectApi } from './api.ts'
import App from './App.vue'
import { i18n, loadMessages } from './i18n/i18n.ts'
import { useLanguage } from './i18n/language-store.ts'
import { createConsoleRouter } from './routes.ts'
import { browserKey, type Browser } from './session/browser.ts'
import { createDrafts, draftsKey } from './session/drafts.ts'
import { createServerClock, nowKey } from './session/server-clock.ts'
import { useSession } from './session/session-store.ts'

/** The composition root: the only file that knows every part. A test passes its own browser and history. */
export async function createConsole(browser: Browser, history: RouterHistory) {
  const app = createApp(App)
  const pinia = createPinia()
  app.use(pinia)
  app.provide(browserKey, browser)
  app.provide(draftsKey, createDrafts(browser.keep))
  app.use(PiniaColada, { queryOptions: { gcTime: 60_000 } })
  app.use(i18n)

  const session = useSession(pinia)
  const clock = createServerClock(browser.now)
  app.provide(nowKey, clock.now)
  app.provide(apiKey, connectApi(browser, session, clock))
  await loadMessages(useLanguage(pinia).current)
  const router = createConsoleRouter(history, session)
  app.use(router)
  return { app, router, pinia }
}
