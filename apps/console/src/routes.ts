import type { Permission } from '@tegata/contract'
import { nextTick } from 'vue'
import { createRouter, type RouterHistory } from 'vue-router'
import { auditRoutes } from './features/audit/routes.ts'
import { clientRoutes } from './features/clients/routes.ts'
import { dashboardRoutes } from './features/dashboard/routes.ts'
import { enforcementRoutes } from './features/enforcements/routes.ts'
import { helpDeskRoutes } from './features/help-desk/routes.ts'
import { fileRoutes } from './features/import/routes.ts'
import { keyRoutes } from './features/keys/routes.ts'
import { laterRoutes } from './features/later/routes.ts'
import { policyGroupRoutes } from './features/policy-groups/routes.ts'
import { realmRoutes } from './features/realm/routes.ts'
import { resetRequestRoutes } from './features/reset-requests/routes.ts'
import { sharedAccountRoutes } from './features/shared-accounts/routes.ts'
import { simulatorRoutes } from './features/simulator/routes.ts'
import { upstreamRoutes } from './features/upstreams/routes.ts'
import { userRoutes } from './features/users/routes.ts'
import { i18n } from './i18n/i18n.ts'
import type { useSession } from './session/session-store.ts'
import SignedOut from './session/SignedOut.vue'
import SignInFailed from './session/SignInFailed.vue'
import NotFound from './shell/NotFound.vue'
import StartPage from './shell/StartPage.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name, for the title of the window. */
    title?: string
    /** What one must be allowed to see it: nothing is asked of the API, and whom to ask is said, where one is not. */
    permission?: Permission
    /** Shown without the frame around it, and to whoever is not signed in. */
    bare?: boolean
  }
}

/** Every page of the console. */
export function createConsoleRouter(history: RouterHistory, session: ReturnType<typeof useSession>) {
  const router = createRouter({
    history,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: [
      { path: '/', name: 'start', component: StartPage },
      ...dashboardRoutes,
      ...userRoutes,
      ...fileRoutes,
      ...resetRequestRoutes,
      ...policyGroupRoutes,
      ...enforcementRoutes,
      ...sharedAccountRoutes,
      ...simulatorRoutes,
      ...upstreamRoutes,
      ...clientRoutes,
      ...realmRoutes,
      ...keyRoutes,
      ...auditRoutes,
      ...helpDeskRoutes,
      ...laterRoutes,
      { path: '/callback', name: 'callback', component: SignInFailed, meta: { bare: true } },
      { path: '/signed-out', name: 'signed-out', component: SignedOut, meta: { bare: true } },
      { path: '/:rest(.*)*', name: 'not-found', component: NotFound, meta: { title: 'notFound.title' } },
    ],
  })

  router.beforeEach(async (to) => {
    if (to.name === 'callback') {
      const arrival = await session.arrive(to.fullPath.split('?')[1] ?? '')
      if (arrival.ok) {
        const { path, query, hash } = router.resolve(arrival.returnTo.startsWith('/') ? arrival.returnTo : '/')
        return { path, query, hash, replace: true }
      }
      // The reason stays on the page and the code leaves the address bar.
      return 'reason' in to.query ? true : { name: 'callback', query: { reason: arrival.reason }, replace: true }
    }
    if (to.meta.bare || session.person) return true
    await session.begin(to.fullPath)
    return false
  })

  let entered = false
  router.afterEach(async (to, from, failure) => {
    if (failure) return
    const { t } = i18n.global
    document.title = to.meta.title ? `${t(to.meta.title)} · Tegata` : 'Tegata'
    // A page that was reached by a link is announced from its beginning; filters and windows leave the focus alone.
    if (entered && to.matched[0] !== from.matched[0]) {
      await nextTick()
      document.getElementById('main')?.focus({ preventScroll: true })
    }
    entered = true
  })
  return router
}
