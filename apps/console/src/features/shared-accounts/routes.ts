import type { RouteRecordRaw } from 'vue-router'

export const sharedAccountRoutes: readonly RouteRecordRaw[] = [
  { path: '/users/likely-shared', name: 'likely-shared', component: () => import('./LikelyShared.vue'), meta: { title: 'shared.list.title', permission: 'users.read' } },
]
