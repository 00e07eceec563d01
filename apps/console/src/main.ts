import './theme/tokens.css'
import './theme/element.css'
import './theme/base.css'
import { createWebHistory } from 'vue-router'
import { createConsole } from './console.ts'
import { realmOf } from './realm.ts'
import { realBrowser } from './session/browser.ts'
import { reportToOpener } from './session/popup.ts'

const realm = realmOf(location.pathname)

if (realm === null) {
  document.body.textContent = 'Tegata: /console/{realm}'
} else if (location.pathname === `/console/${realm}/popup`) {
  reportToOpener(realm, location.search)
  window.close()
} else {
  const { app, router } = await createConsole(realBrowser(realm), createWebHistory(`/console/${realm}/`))
  await router.isReady().catch(() => undefined)
  app.mount('#console')
}
