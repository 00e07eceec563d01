import type { RouteRecordRaw } from 'vue-router'

export const keyRoutes: readonly RouteRecordRaw[] = [
  { path: '/keys', name: 'keys', component: () => import('./KeyList.vue'), meta: { title: 'keys.title', permission: 'keys.read' } },
]
