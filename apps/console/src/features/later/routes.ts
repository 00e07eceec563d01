import type { RouteRecordRaw } from 'vue-router'

/** Pages of features that roles are ready for, and that are yet to come. */
export const laterRoutes: RouteRecordRaw[] = [
  {
    path: '/client-certificates', name: 'client-certificates', component: () => import('./LaterPage.vue'), props: { feature: 'certificates' },
    meta: { title: 'helpDesk.later.certificates.title', permission: 'certificates.write' },
  },
  {
    path: '/secure-browsers', name: 'secure-browsers', component: () => import('./LaterPage.vue'), props: { feature: 'browsers' },
    meta: { title: 'helpDesk.later.browsers.title', permission: 'managed-browsers.write' },
  },
]
