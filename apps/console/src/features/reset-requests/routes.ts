import type { RouteRecordRaw } from 'vue-router'

export const resetRequestRoutes: readonly RouteRecordRaw[] = [
  {
    path: '/reset-requests',
    name: 'reset-requests',
    component: () => import('./RequestList.vue'),
    meta: { title: 'nav.resetRequests', permission: 'reset-requests.read' },
  },
]
