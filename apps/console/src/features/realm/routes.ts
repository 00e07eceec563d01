import type { RouteRecordRaw } from 'vue-router'

export const realmRoutes: readonly RouteRecordRaw[] = [
  { path: '/realm', name: 'realm', component: () => import('./RealmPage.vue'), meta: { title: 'realm.title', permission: 'realm.read' } },
]
